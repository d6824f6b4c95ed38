"""Numbers that mean something only after a word that says so: 「護照號碼：123456789」."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from zhtw_clean.text.pii.found import Kind, Span

_WORDS = (
    "號碼|字號|編號|證號|條碼|帳號|卡號|代碼|號|[Nn]umber|NUMBER|[Nn][Oo]|ID|id"
    "|為|是|係|在|填|給你|如下|核對|我的|更正|改|疑似"
)
_REMARK = r"\((?:[^()0-9\n]|\d{1,2}碼){0,24}(?:(?<=[\u4e00-\u9fff])\d{3})?\)"  # 12碼, 中信822
GAP = rf"(?:{_REMARK}|{_WORDS}|[ \t:：.=#|*()（「【\[\]】」\"'→-]){{0,8}}\n?[ \t]*"
"""What may stand between a word and the number it announces."""
_GAP = re.compile(GAP)
_ANSWER = re.compile(r"[^0-9\n]{0,16}\n[^0-9\n:：]{1,10}[:：是][ \t]?")  # what was asked for in a line before
_AND = re.compile(r"(?:\s*(?:[、,，/;；和及與或]|以及)\s*|\s{1,3})")
_BESIDE = "(?![A-Za-z0-9]|[-.][0-9])"


_BETWEEN_HAN = re.compile("(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])(?![^\\[\\]]*\\])")


class Cued(NamedTuple):
    """A kind of value that stands after a word, or in a table below it."""

    kind: Kind
    word: re.Pattern[str]
    value: re.Pattern[str]
    check: Callable[[str], bool]

    def __call__(self, text: str) -> Iterator[Span]:
        """Find the values, from left to right."""
        end = 0
        for word in self.word.finditer(text):
            gaps = (gap.match(text, word.end()) for gap in (_GAP, _ANSWER))
            at = next((gap.end() for gap in gaps if gap and self.value.match(text, gap.end())), -1)
            while at >= end and (value := self.value.match(text, at)) and self.check(value[0]):
                end = value.end()
                yield Span(at, end, self.kind)
                following = _AND.match(text, end)
                at = following.end() if following else -1

    def in_tables(self, text: str) -> Iterator[Span]:
        """Find the values in columns that the word heads."""
        for start, stop in _below(text, self.word):
            cell = text[start:stop].strip()
            if self.value.fullmatch(cell) and self.check(cell):
                at = text.index(cell, start)
                yield Span(at, at + len(cell), self.kind)


def cued(kind: Kind, word: str, value: str, check: Callable[[str], bool] = lambda _value: True) -> Cued:
    """Compile the regular expressions of a word and of a value; beside the value is no letter or digit."""
    return Cued(kind, re.compile(spaced(word)), re.compile(f"(?:{value}){_BESIDE}"), check)


def spaced(words: str) -> str:
    """Let Han characters in a regular expression stand a space apart, as forms print them: 「生 日」."""
    return _BETWEEN_HAN.sub(" ?", words)


def _below(text: str, word: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where are the cells of tables (columns parted by tabs, bars or commas) whose heading has the word?"""
    at = 0
    while heading := word.search(text, at):
        line, at = _line(text, text.rfind("\n", 0, heading.start()) + 1)
        mark = _separator(line)
        columns = [n for n, (start, stop) in enumerate(_cells(line, mark)) if word.search(line[start:stop])]
        while mark and at < len(text):
            line, following = _line(text, at)
            if _separator(line) != mark or word.search(line):
                break
            cells = list(_cells(line, mark))
            yield from ((at + cells[n][0], at + cells[n][1]) for n in columns if n < len(cells))
            at = following


def _line(text: str, start: int) -> tuple[str, int]:
    """Return the line that starts here, and where the next one does."""
    following = text.find("\n", start) + 1 or len(text)
    return text[start:following], following


def _separator(line: str) -> str:
    return next((mark for mark in "\t|," if line.count(mark) > (mark != "\t")), "")


def _cells(line: str, separator: str) -> Iterator[tuple[int, int]]:
    start = 0
    for cell in line.split(separator) if separator else ():
        yield start, start + len(cell)
        start += len(cell) + 1
