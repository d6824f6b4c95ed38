"""Spans of a text in which every character counts: addresses, paths, code, tags and case numbers."""

import re
from collections.abc import Callable

import polars as pl

from zhtw_clean.text.han import HAN
from zhtw_clean.text.rows import edit_rows

Edit = Callable[[pl.Series], pl.Series]

_STOP = r"\s<>\"'`|「」『』（），。、；：！？《》〈〉【】"
_WIDE = rf"[{HAN}\u3001-\u303f\uff01-\uff5e]"
_COVER = "\ufdd0"
_FENCE = r"^[ \t]*```[^`]*$"
_BOX = "[│┃║].*[│┃║]|[├└┌╔╠╚┏┣┗][─━═┬┼]|[\u2580-\u259f]"
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
            white space at least. Only lines that may have a seam within a span, or at its end, are taken apart.
    """
    risk = _risk(seam)

    def edit_lines(lines: pl.Series) -> pl.Series:
        return _edit_both(lines, lines.str.contains(risk), edit, lambda risky: edit_covered(risky, edit))

    return _edit_both(texts, texts.str.contains(risk), edit, lambda risky: edit_by_line(risky, edit_lines))


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
            r"[0-9]年度?\w{1,10}[(（]\w{1,3}[)）]\w{0,6}字第[0-9]",
        )
    )


def _edit_both(texts: pl.Series, at_risk: pl.Series, simply: Edit, carefully: Edit) -> pl.Series:
    return edit_rows(edit_rows(texts, ~at_risk, simply), at_risk, carefully)


def edit_by_line(texts: pl.Series, edit: Edit) -> pl.Series:
    """Edit every line that is not within a fenced block of code or drawn with boxes."""
    lines = pl.DataFrame({"line": texts.str.split("\n")}).with_row_index("row").explode("line")
    fences = pl.col("line").str.contains(_FENCE).cum_sum().over("row")
    boxes = pl.col("line").str.contains(_BOX) & (pl.col("line").str.len_chars() <= _WIDEST_BOX)
    edited = edit_rows(lines["line"], lines.select((fences % 2 == 0) & ~boxes).to_series(), edit)
    return lines.with_columns(edited).group_by("row", maintain_order=True).agg(pl.col("line").str.join("\n"))["line"]


def edit_covered(texts: pl.Series, edit: Edit) -> pl.Series:
    """Edit lines with the inside of every span taken out, and put it back."""
    insides: list[list[str]] = []
    covered = pl.Series(texts.name, [_cover(text, insides) for text in texts.to_list()], dtype=pl.String)
    bare = zip(edit(covered).to_list(), insides, strict=True)
    return pl.Series(texts.name, [_uncover(text, inside) for text, inside in bare], dtype=pl.String)


def _cover(text: str, insides: list[list[str]]) -> str:
    """Leave of each span its first and last character, which show what may stand beside it."""
    hidden: list[str] = []
    insides.append(hidden)
    if _COVER in text:  # no character of any language: a text that has it all the same is left alone
        hidden.append(text)
        return _COVER

    def hide(span: re.Match[str]) -> str:
        whole = span[0]
        hidden.append(whole[1:-1])
        return f"{whole[0]}{_COVER}{whole[-1]}"

    return _SPAN.sub(hide, text)


def _uncover(text: str, inside: list[str]) -> str:
    pieces = text.split(_COVER)
    return "".join(piece + hidden for piece, hidden in zip(pieces, [*inside, ""], strict=True))
