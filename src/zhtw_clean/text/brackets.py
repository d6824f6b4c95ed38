# ruff: noqa: RUF001 - look-alikes are the subject
"""Pairs of brackets and quotation marks that stand in Chinese."""

import re

from zhtw_clean.text.prose import CHARACTER, CHINESE

_PAIR = re.compile(r"\(([^()]{0,300})\)")  # with no end to it, pairs within pairs would take quadratic time
_WORD = re.compile("[A-Za-z]+")
_TERM = re.compile(
    r"[A-Za-z](?:[A-Za-z0-9 .,;:&'’/+–-]*[A-Za-z0-9.+])?|[0-9]{3,}|[0-9][0-9 .,:/–~-]{2,}[0-9]|[0-9.]+%|[!?]+"
)
_TUPLE = re.compile(r"-?(?:[a-z]|[0-9]{1,2})(?:[+-][0-9a-z])?(?:, ?-?(?:[a-z]|[0-9]{1,2})(?:[+-][0-9a-z])?)+")
_CODE = re.compile(r"[._/](?:(?<=[a-z]\.)[a-z]|(?<=[a-z]_)|(?<=_)[a-z]|(?<=/)/)")  # all start with one class: fastest
_NO_END = (":", ";", ":-", '"', "'")  # of a face `:)`, of code
_CALL = re.compile(r"(?:[A-Za-z0-9]\.|_)[A-Za-z0-9_]*$|[\]`=]$")
_BEFORE = 40

_NO_WRITING = re.compile(r"[^\w\s!-/:-@\[-`{-~，。、…「」『』《》〈〉【】：；！？（）—–～·‧．％／＋－“”‘’×→]")
_MOUTH = 2
"""Chinese characters in a face at most: (╬゜皿゜)."""

# A mark counts the same in either width, so that what is restored first does not decide what is restored next.
_MARKS = " ,:;!?()，：；！？（）"
_BESIDE = re.compile(f"[{CHINESE}「」『』《》〉】﹁﹂︽︾、。…—]")
_PAUSE = re.compile(rf"$|[,:;!?.，：；！？]|\[\^| ?[{CHINESE}「」『』《》〉】﹁﹂︽︾、。…—]")

_QUOTED = re.compile(r"“([^“”]*)”|\"([^\"]*)\"")
_INCHES_OR_CODE = re.compile('[0-9=\\[]"')
_QUOTED_AGAIN = re.compile("‘([^‘’]*)’")


def restore_brackets(line: str) -> str:
    """Write （ and ） for the pairs of ( and ) that stand in Chinese, the inner ones first."""
    restored = ""
    while restored != line and "(" in line:
        restored, line = line, _restore_innermost(line)
    return line


def _restore_innermost(line: str) -> str:
    pieces: list[str] = []
    done = 0
    for pair in _PAIR.finditer(line):
        start, end = pair.span()
        if not _is_chinese(pair):
            continue
        if line[start - 1 : start] == " " and start - 1 > done and _is_close(line[start - 2]):
            start -= 1
        pieces += line[done:start], "（", pair[1].strip(" "), "）"
        done = end
        if line[end : end + 1] == " " and _is_close(line[end + 1 : end + 2]) and not line[end + 1].isdigit():
            done += 1  # a space before digits may part columns
    return "".join(pieces) + line[done:] if pieces else line


def _is_close(char: str) -> bool:
    """Tell whether no space belongs between a bracket and this."""
    return char > "\u2000" or char.isalnum() or char in ('"', "'", "`")


def _is_chinese(pair: re.Match[str]) -> bool:
    """Judge by what the brackets hold, and by what stands beside them where that is not enough."""
    line, start, end = pair.string, pair.start(), pair.end()
    inside, before = pair[1].strip(" "), line[max(0, start - _BEFORE) : start]
    if before[-1:].isascii() and _CALL.search(before):
        return False
    han = len(CHARACTER.findall(inside))
    if han and han == len(inside):
        return True
    if inside.endswith(_NO_END) or _CODE.search(inside):
        return False
    after_chinese = bool(_BESIDE.match(before.rstrip(_MARKS)[-1:]))
    before_pause = bool(_PAUSE.match(line[end : end + 2]))
    if han:
        is_face = han <= _MOUTH and bool(_NO_WRITING.search(inside))
        return not is_face and (after_chinese or before_pause or han >= len(_WORD.findall(inside)))
    return after_chinese and before_pause and bool(_TERM.fullmatch(inside)) and not _TUPLE.fullmatch(inside)


def corner_quotes(line: str) -> str:
    """Write 「 and 」 for pairs of "…" and “…” around Chinese, 『 and 』 within 「」."""
    if line.count('"') % 2 and "“" not in line:
        return line

    depth = done = 0

    def corner(quoted: re.Match[str]) -> str:
        nonlocal depth, done
        depth += line.count("「", done, quoted.start()) - line.count("」", done, quoted.start())
        done = quoted.start()
        inside = (quoted[1] if quoted[2] is None else quoted[2]).strip(" ")
        han = len(CHARACTER.findall(inside))
        if not han or han < len(_WORD.findall(inside)) or _INCHES_OR_CODE.match(line, done - 1):
            return quoted[0]
        outer, inner = ("『』", r"「\1」") if depth > 0 else ("「」", r"『\1』")
        return outer[0] + _QUOTED_AGAIN.sub(inner, inside) + outer[1]

    return _QUOTED.sub(corner, line)
