"""HTML as expressions: the words of a whole page, and its main text read in a sandbox."""

import html
from typing import Final

import polars as pl
import polars.selectors as cs

from zhtw_clean.text import whole_column
from zhtw_clean.text.sandbox import Answer, Sandbox, sandbox

TOO_LARGE: Final = "html-too-large"
FAULTS: Final = (TOO_LARGE, "html-timeout", "html-crashed")
PAGE: Final = pl.Struct({"text": pl.String, "title": pl.String, "date": pl.String, "html_fault": pl.String})

# ASCII-only case folding: several times as fast as Unicode's, and all that HTML knows.
_ATTRIBUTES = r"""(?:"[^"]*"|'[^']*'|[^'">])*"""
_UNSEEN_ELEMENTS = ("script", "style", "template", "noscript")
# What is not closed goes to the end of the page, as the standard of HTML has it; to look for its end again from each
# of many beginnings would take quadratic time.
_UNSEEN = "|".join(
    [
        r"(?s:<!--(?:-?>|.*?(?:--!?>|\z)))",
        *(rf"(?i-u:<{e}\b)(?s:.*?)(?:(?i-u:</{e})[^>]*(?:>|\z)|\z)" for e in _UNSEEN_ELEMENTS),
    ],
)
_TOO_LONG = "&#[0-9]{100,};?"
"""A number of so many digits is no character, and Python refuses to read it."""
_INLINE_ELEMENTS = (
    "a|abbr|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|q|"
    "s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr"
)
_INLINE_TAG = rf"</?(?i-u:{_INLINE_ELEMENTS})(?:\s{_ATTRIBUTES})?>"
_OTHER_TAGS = rf"\s*(?:<[a-zA-Z/!?]{_ATTRIBUTES}>\s*)+"


def page_words(page: pl.Expr) -> pl.Expr:
    """Every word a reader could see on a page, menus and all; a new line for each block.

    No tree is built, so nesting cannot make it slow: time grows with the length of the page alone.
    """
    words = page.str.replace_all(_UNSEEN, "\n").str.replace_all(_INLINE_TAG, "").str.replace_all(_OTHER_TAGS, "\n")
    return whole_column(words.str.replace_all(_TOO_LONG, "\ufffd"), _unescape, pl.String).str.strip_chars()


def main_text(page: pl.Expr, *, max_chars: int, timeout_s: float, comments: bool, tables: bool) -> pl.Expr:
    """The main text, title and date of a page as a struct; `html_fault` says why it could not be read."""

    def read(pages: pl.Series) -> pl.Series:
        reader = sandbox("zhtw_clean.text.page:read", timeout_s, comments=comments, tables=tables)
        answers = [_read(page, max_chars, reader) for page in pages]
        return pl.Series(pages.name, answers, dtype=PAGE)

    return whole_column(page, read, PAGE)


def own(column: str) -> pl.Expr:
    """A column of the source as text; null where the source has no such column, or one that is no text."""
    there = cs.by_name(column, require_all=False) - cs.nested() - cs.binary()
    return pl.coalesce(there.cast(pl.String), pl.lit(None, pl.String)).alias(column)


def _read(page: str | None, max_chars: int, reader: Sandbox) -> Answer:
    if page is None:
        return {}
    if len(page) > max_chars:
        return {"html_fault": TOO_LARGE}
    answer = reader.ask(page)
    return {"html_fault": f"html-{answer}"} if isinstance(answer, str) else answer


def _unescape(texts: pl.Series) -> pl.Series:
    unescaped = [html.unescape(text) if text is not None and "&" in text else text for text in texts]
    return pl.Series(texts.name, unescaped, dtype=pl.String)
