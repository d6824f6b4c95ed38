"""Spans of a text in which every character counts: addresses, paths, code, tags and case numbers."""

import re

import numpy as np
import polars as pl
import pyarrow as pa

from zhtw_clean.text.han import HAN
from zhtw_clean.text.rows import Edit, edit_each, edit_rows

_STOP = r"\s<>\"'`|「」『』（），。、；：！？《》〈〉【】"
_WIDE = rf"[{HAN}\u3001-\u303f\uff01-\uff5e]"
_COVER = "\ufdd0"
FENCE = "```"
_FENCE = rf"^[ \t]*{FENCE}[^`]*$"
_BOX = "[│┃║].*[│┃║]|[├└┌╔╠╚┏┣┗][─━═┬┼]|[\u2580-\u259f]"
_DRAWN = re.compile(_BOX)
_WIDEST_BOX = 200  # characters: a longer line has lost its breaks, and so its table
_HOST_AND_REST = rf"(?:[A-Za-z0-9._~%:@-]+|[^{_STOP}()/?#]+)(?:[/?#](?:[^{_STOP}()]|\([^{_STOP}()]*\))*)?"
# A string in code stands after `=`, `[`, `name(` or `"key":`.
_STRING = r"(?:(?<=[=\[]{0})|(?<== {0})|(?<=[A-Za-z0-9_]\({0})|(?<={0}:{0})|(?<={0}: {0}))"

# What a span starts with (one character), and what follows it.
_KINDS = (
    ("`", r"[^`\n]+`"),  # code
    ("<", r"[A-Za-z/!][^<>\n]*>"),  # markup
    ("$", r"(?=[^$\n]*\\[A-Za-z])[^$\n]*\$"),  # a formula
    (r"\\", r"[A-Za-z]+\{[^{}\n]*\}"),
    (r"\\", r"\([^\n]{1,300}?\\\)"),
    (r"\[", r"\[[^\[\]\n]+\]\]"),  # [[a page of the wiki]]
    (r"\]", r"\([^()\s]*\)"),  # [text](address)
    *((quote, f"{_STRING.format(quote)}[^{quote}\\n]*{quote}") for quote in "\"'"),
    (":", f"//{_HOST_AND_REST}"),  # an address
    ("w", rf"ww\.{_HOST_AND_REST}"),
    (":", rf"\\[^{_STOP}*]*"),  # a Windows path
    (r"\\", rf"\\[^{_STOP}*]*"),
    ("/", rf"(?<![\w/]/)(?:[^{_STOP}()/]+/)+[A-Za-z0-9._-]*"),  # any other path
    (r"#\uff03", r"(?<![A-Za-z0-9&/].)(?:(?![0-9])|[0-9]{4}(?=[^\W0-9A-Za-z_]{2}))\w+"),  # a hashtag
    (r"@\uff20", r"(?<![A-Za-z0-9].)(?:[A-Za-z0-9_.-]*[A-Za-z0-9_]|\w+)"),  # a mention
    ("@", r"(?<=[A-Za-z0-9].)[A-Za-z0-9.-]+\.[A-Za-z]+"),  # the rest of an e-mail address
    ("年", r"(?<=[0-9].)度?\w{1,10}[(（]\w{1,3}[)）]\w{0,6}字(?=第[0-9])"),  # a case: 98年度上重更(五)字第68號
)
_FIRSTS = "".join(first for first, _ in _KINDS)
_RESTS = "|".join(f"(?<=[{first}]){rest}" for first, rest in _KINDS)
# `re` passes over the characters that start nothing at a glance.
_SPAN = re.compile(f"[{_FIRSTS}](?:{_RESTS})")


def outside_spans(texts: pl.Series, edit: Edit, seam: str) -> pl.Series:
    """Edit texts, but for the inside of spans.

    Args:
        texts: the texts.
        edit: what to do, line by line; it must not touch U+FDD0, which stands for the inside of a span.
        seam: a regular expression; where it does not occur, `edit` has nothing to do, in a span without
            white space at least. Only texts that may have a seam within a span, or at its end, are taken apart.
    """
    at_risk = texts.str.contains(_risk(seam))
    simply = edit_rows(texts, ~at_risk, edit)
    return edit_rows(
        simply, at_risk, lambda risky: edit_by_line(risky, lambda lines: outside_spans_of_lines(lines, edit, seam))
    )


def outside_spans_of_lines(lines: pl.Series, edit: Edit, seam: str) -> pl.Series:
    """Edit lines as `outside_spans` does texts; none is within a fenced block."""
    return edit_covered(lines, lines.str.contains(_risk(seam)), edit)


def _risk(seam: str) -> str:
    """Where a seam may lie within a span: seen cheaply, and always where it does."""
    return "|".join(
        (
            rf"(?:://|www\.|\\\\|:\\)[^{_STOP}]*?(?:{seam})",
            rf"[#\uff03@\uff20][\w.-]*?(?:{seam})",
            rf"/[^{_STOP}/]+/[^{_STOP}]*?(?:{seam})",
            rf"/[^{_STOP}/]*?(?:{seam})[^{_STOP}/]*/",
            rf"\]\([^()\s]*?(?:{seam})",
            f"(?m:{_FENCE})",
            _BOX,
            rf"`[^`\n]*{_WIDE}",
            rf"<[A-Za-z/!][^<>\n]*{_WIDE}",
            r"\$[^$\n]*\\[A-Za-z][^$\n]*\$",
            rf"\\(?:[A-Za-z]+\{{|\()[^\n]*{_WIDE}",
            rf"\[\[[^\[\]\n]*{_WIDE}",
            rf"""(?:= ?|\[|[A-Za-z0-9_]\(|["']: ?)["'][^"'\n]*{_WIDE}""",
            r"[0-9]年度?[^\s()（）]{1,10}[(（][^\s()（）]{1,3}[)）][^\s()（）]{0,6}字第[0-9]",
        )
    )


def edit_by_line(texts: pl.Series, edit: Edit) -> pl.Series:
    """Edit every line that is not within a fenced block of code."""
    split = texts.str.split("\n")
    lines = split.explode()
    firsts, fences = (
        np.concatenate(([0], counts.cum_sum().to_numpy())).astype(np.int64)
        for counts in (split.list.len(), lines.str.contains(_FENCE))
    )  # before every text the number of lines, and before every line that of fences
    fenced = (fences[1:] - np.repeat(fences[firsts[:-1]], np.diff(firsts))) % 2 == 1
    edited = edit_rows(lines, pl.Series(~fenced), edit)
    return pl.Series(texts.name, pa.LargeListArray.from_arrays(firsts, edited.to_arrow())).list.join("\n")


def edit_covered(lines: pl.Series, which: pl.Series, edit: Edit) -> pl.Series:
    """Edit lines; where `which` is true, the inside of every span is taken out before, and put back after."""
    insides: list[list[str]] = []
    covered = edit_rows(lines, which, lambda some: edit_each(some, lambda line: _cover(line, insides)))

    def uncover(some: pl.Series) -> pl.Series:
        bare = zip(some.to_list(), insides, strict=True)
        return pl.Series(some.name, [_uncover(line, inside) for line, inside in bare], dtype=pl.String)

    return edit_rows(edit(covered), which, uncover)


def _cover(line: str, insides: list[list[str]]) -> str:
    """Leave of each span its first and last character, which show what may stand beside it."""
    hidden: list[str] = []
    insides.append(hidden)
    # U+FDD0 is no character of any language: a line that has it all the same is left alone.
    if _COVER in line or (len(line) <= _WIDEST_BOX and _DRAWN.search(line)):
        hidden.append(line)
        return _COVER

    def hide(span: re.Match[str]) -> str:
        whole = span[0]
        hidden.append(whole[1:-1])
        return f"{whole[0]}{_COVER}{whole[-1]}"

    return _SPAN.sub(hide, line)


def _uncover(line: str, inside: list[str]) -> str:
    pieces = line.split(_COVER)
    return "".join(piece + hidden for piece, hidden in zip(pieces, [*inside, ""], strict=True))
