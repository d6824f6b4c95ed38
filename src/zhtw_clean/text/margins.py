# ruff: noqa: RUF001 - look-alikes are all found
"""What stands in the margins of printed pages: page numbers, the binding line, line numbers, running heads."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

STRIPPED = pl.Struct({"text": pl.String, "margin_lines": pl.UInt32})

PAGES_NAMED, PAGES_BARE = 2, 3
"""Page numbers must count up so often: those that say `頁` or `Page`, and bare ones."""

LINES_OF_A_PAGE: Final = 25
"""Line numbers must count from 01 this far once; pages of Taiwan's courts have up to 31 lines."""

ROUNDS: Final = 8
"""A text in which more is found each time is no printed page."""

HEADS: Final = 3
"""A line beside the page number is a running head when it is there so often."""

_PAGE_FORMS = (
    (re.compile(r"第 ?(\d{1,4}) ?頁(?:[，,、／/ ]{0,2}[共全] ?(\d{1,4}) ?頁)?"), PAGES_NAMED),
    (re.compile(r"[Pp]age (\d{1,4})(?: ?(?:of|/) ?(\d{1,4}))?"), PAGES_NAMED),
    (re.compile(r"[-–—－] ?(\d{1,4}) ?[-–—－]()"), PAGES_BARE),
    (re.compile(r"(\d{1,4}) ?[/／] ?(\d{1,4})"), PAGES_BARE),
)
_BINDING = re.compile(r"[\s.．·…┊┆︰:：|│]*([裝訂線])[\s.．·…┊┆︰:：|│]*")
_BINDING_ROW = re.compile(r"[\s.．·…┊┆︰:：|│─-]*裝[\s.．·…┊┆|│─-]*訂[\s.．·…┊┆|│─-]*線[\s.．·…┊┆︰:：|│─-]*")
_LINE_NUMBER = re.compile(r"([0-3][0-9])(?![0-9.．、/:：年月日-])[ \u3000]*")

MAY_HAVE_MARGINS: Final = (
    r"(?m)^\s*(?:第 ?[0-9]{1,4} ?頁.*|[Pp]age [0-9].*|[-–—－] ?[0-9]{1,4} ?[-–—－]|[0-9]{1,4} ?[/／] ?[0-9]{1,4}"
    r"|[\s.．·…┊┆︰:：|│─-]*裝[\s.．·…┊┆︰:：|│─訂線-]*)\s*$|^\s*25"
)


def strip_margins(texts: pl.Series) -> pl.Series:
    """Take out what stands in the margins, and count the lines that had it."""
    suspects = texts.str.contains(MAY_HAVE_MARGINS).fill_null(value=False)
    pairs = zip(texts.to_list(), suspects.to_list(), strict=True)
    stripped = [_strip(text) if text and suspect else (text, 0) for text, suspect in pairs]
    return pl.Series(
        texts.name, [{"text": text, "margin_lines": lines} for text, lines in stripped], dtype=STRIPPED, strict=False
    )


def _strip(text: str) -> tuple[str, int]:
    """Strip until nothing more is found: under one page number may be another."""
    whole, total = text, 0
    for _ in range(ROUNDS):
        lines = text.split("\n")
        numbers = set(_line_numbers(lines))
        lines = [_LINE_NUMBER.sub("", line.lstrip(), count=1) if n in numbers else line for n, line in enumerate(lines)]
        gone = {n for n in numbers if not lines[n].strip()} | set(_binding_line(lines))
        pages = set(_page_numbers(lines))
        gone |= pages | set(_running_heads(lines, pages))
        if not (numbers or gone):
            return text, total
        total += len(numbers | gone)
        text = "\n".join(_without(lines, gone))
    return whole, 0


def _without(lines: Sequence[str], gone: set[int]) -> Iterator[str]:
    """Leave lines out, and the blank lines around them: they parted pages, not paragraphs."""
    blank: list[str] = []
    after_gone = False
    for n, line in enumerate(lines):
        if n in gone:
            blank, after_gone = [], True
        elif line.strip():
            yield from blank
            yield line
            blank, after_gone = [], False
        elif not after_gone:
            blank.append(line)
    yield from blank


def _nearest(lines: Sequence[str], n: int, step: int) -> int:
    """Find the next line that is not blank."""
    n += step
    while 0 <= n < len(lines) and not lines[n].strip():
        n += step
    return n


def _page_numbers(lines: Sequence[str]) -> Iterator[int]:
    """Find lines with nothing but a page number, where the pages count up."""
    for form, least in _PAGE_FORMS:
        found = [(n, match) for n, line in enumerate(lines) if (match := form.fullmatch(line.strip()))]
        totals = {n: match[2] for n, match in found}
        for run in _runs([(n, int(match[1])) for n, match in found]):
            if len(run) >= least and len({totals[n] for n in run}) == 1:
                yield from run


def _runs(numbered: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """Cut a sequence of numbered lines where the numbers do not count up by one."""
    run: list[int] = []
    expected = None
    for line, number in numbered:
        if number != expected and run:
            yield run
            run = []
        run.append(line)
        expected = number + 1
    if run:
        yield run


def _line_numbers(lines: Sequence[str]) -> Iterator[int]:
    """Find the lines of numbered pages: 01, 02 and so on at their starts, without a gap."""
    numbered = [(n, int(match[1])) for n, line in enumerate(lines) if (match := _LINE_NUMBER.match(line.lstrip()))]
    pages = [run for run in _runs(numbered) if int(lines[run[0]].lstrip()[:2]) == 1]
    if any(len(page) >= LINES_OF_A_PAGE for page in pages):
        for page in pages:
            yield from page


def _binding_line(lines: Sequence[str]) -> Iterator[int]:
    """Find 裝, 訂 and 線 on lines of their own, in this order, or in a row."""
    marks = [(n, match[1]) for n, line in enumerate(lines) if (match := _BINDING.fullmatch(line))]
    if marks and "".join(mark for _, mark in marks) == "裝訂線" * (len(marks) // 3):
        yield from (n for n, _ in marks)
    yield from (n for n, line in enumerate(lines) if _BINDING_ROW.fullmatch(line))


def _running_heads(lines: Sequence[str], pages: set[int]) -> Iterator[int]:
    """Find lines that stand beside the page number on all pages but one."""
    for step in (-1, 1):
        beside = [n for page in pages if 0 <= (n := _nearest(lines, page, step)) < len(lines) and n not in pages]
        counts = Counter(lines[n].strip() for n in beside)
        yield from (n for n in beside if counts[lines[n].strip()] >= max(HEADS, len(pages) - 1))
