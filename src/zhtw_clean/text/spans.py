"""Spans of a text in which every character counts: addresses, paths, code, tags, ids and fixed words."""

import re
from collections.abc import Callable

import polars as pl

from zhtw_clean.text.han import HAN
from zhtw_clean.text.rows import edit_rows

Edit = Callable[[pl.Series], pl.Series]
Kinds = tuple[tuple[str, str], ...]

_STOP = r"\s<>\"'`|「」『』（），。、；：！？《》〈〉【】"
_COVER = "\ufdd0"
_FENCE = r"^[ \t]*```[^`]*$"
_HOST_AND_REST = rf"(?:[A-Za-z0-9._~%:@-]+|[^{_STOP}()/?#]+)(?:[/?#](?:[^{_STOP}()]|\([^{_STOP}()]*\))*)?"
_NUMBERED = "第[0-9]+[A-Z]?(?:-[0-9]+)?號"

# What a span starts with (one character), and what follows it.
_ADDRESSES_AND_MARKUP = (
    ("`", r"[^`\n]+`"),  # code
    ("<", r"[A-Za-z/!][^<>\n]*>"),  # markup
    ("$", r"(?=[^$\n]*\\[A-Za-z])[^$\n]*\$"),  # a formula
    (":", f"//{_HOST_AND_REST}"),  # an address
    ("w", rf"ww\.{_HOST_AND_REST}"),
    (":", rf"\\[^{_STOP}*]*"),  # a Windows path
    (r"\\", rf"\\[^{_STOP}*]*"),
    ("/", rf"(?<![\w/]/)(?:[^{_STOP}()/]+/)+[A-Za-z0-9._-]*"),  # any other path
    (r"#\uff03", r"(?<![A-Za-z0-9&/].)(?![0-9])\w+"),  # a hashtag
    (r"@\uff20", r"(?<![A-Za-z0-9].)(?![A-Za-z0-9_])\w+"),  # a mention
)
_CASES = (
    ("0-9", rf"[0-9]{{1,2}}年度?(?:[^\W0-9A-Za-z_]|[()（）]){{1,12}}字{_NUMBERED}"),
    ("字", _NUMBERED),  # an official letter too
)
# Words with letters that are one word, and faces: parted, the letter would mean nothing.
_LETTER_FIRST = (
    ("A-Z", "[君男女型級]|罩杯"),
    ("A-E", "肝"),
    ("A-D", "咖"),
    ("X-Z", "世代"),
    ("A", "[片漫菜錢貨書]|A制|B型"),
    ("B", "B霜|B[槍彈]"),
    ("C", "C霜|P值|位"),
    ("C-E", "槽"),
    ("Ee", "化"),
    ("G", "點"),
    ("K", "[書歌金線粉]|他命"),
    ("N", "次貼"),
    ("Pp", "[Oo]文|幣"),
    ("Qq", "[版彈毛軟]"),
    ("Tt", "恤|字褲"),
    ("UV", "領"),
    ("Xx", "光"),
    ("Y", "拍"),
    ("OQT", "[口皿艸][OQT]"),
)
_LETTER_LAST = (
    ("卡", "拉OK"),
    ("多哆", "啦A夢"),
    ("原", "PO|po"),
    ("阿", "Q"),
    ("柯", "P"),
    ("大小", "S"),
    ("老", "K"),
    ("囧冏", "rz"),
)

_KINDS = (
    _ADDRESSES_AND_MARKUP,
    _CASES,
    tuple((first, f"(?:{rest})(?![A-Za-z0-9])") for first, rest in _LETTER_LAST),
    tuple((first, f"(?<![A-Za-z0-9].)(?:{rest})") for first, rest in _LETTER_FIRST),
)


def _follow(kinds: Kinds) -> str:
    firsts = "".join(first for first, _ in kinds)
    rests = "|".join(f"(?<=[{first}]){rest}" for first, rest in kinds)
    return f"(?<=[{firsts}])(?:{rests})"


_FIRSTS = "".join(first for kinds in _KINDS for first, _ in kinds)
# `re` passes over the characters that start nothing at a glance, and over whole kinds at another.
_SPAN = re.compile(f"[{_FIRSTS}](?:{'|'.join(map(_follow, _KINDS))})")


def outside_spans(texts: pl.Series, edit: Edit, seam: str) -> pl.Series:
    """Edit texts, but for the inside of spans.

    Args:
        texts: the texts.
        edit: what to do, line by line; it must not touch U+FDD0, which stands for the inside of a span.
        seam: a regular expression; where it does not occur, `edit` has nothing to do, in a span without
            white space at least. Only lines that may have a seam within a span are taken apart.
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
            rf"[#\uff03@\uff20]\w*?(?:{seam})",
            rf"(?m:{_FENCE})",
            rf"`[^`\n]*{HAN}",
            rf"<[A-Za-z/!][^<>\n]*{HAN}",
            r"\$[^$\n]*\\[A-Za-z][^$\n]*\$",
            rf"/[^{_STOP}/]*?(?:{seam})[^{_STOP}/]*/",
            "字第[0-9]",
            *(f"[{first}](?:{rest})" for first, rest in (*_LETTER_FIRST, *_LETTER_LAST)),
        )
    )


def _edit_both(texts: pl.Series, at_risk: pl.Series, simply: Edit, carefully: Edit) -> pl.Series:
    return edit_rows(edit_rows(texts, ~at_risk, simply), at_risk, carefully)


def edit_by_line(texts: pl.Series, edit: Edit) -> pl.Series:
    """Edit every line that is not within a fenced block of code."""
    lines = pl.DataFrame({"line": texts.str.split("\n")}).with_row_index("row").explode("line")
    fences = pl.col("line").str.contains(_FENCE).cum_sum().over("row")
    edited = edit_rows(lines["line"], lines.select(fences % 2 == 0).to_series(), edit)
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
