"""HTML that was escaped once too often, or that somebody forgot to turn into text."""

import html
import re
from html.entities import name2codepoint

import polars as pl

from zhtw_clean.text.rows import edit_each, edit_rows
from zhtw_clean.text.spans import outside_spans

_AMP = "(?:amp|#38|#x26);"
_NAMED = "|".join(sorted((*name2codepoint, "apos"), key=len, reverse=True))
_NUMBERED = "#[0-9]{2,6}|#[xX][0-9A-Fa-f]{2,5}"
ENTITY = rf"&(?:{_AMP}){{0,2}}(?:{_NAMED}|{_NUMBERED});"
"""The names of HTML 4 and numbers; what is escaped more than twice shows how escaping works."""
LINE_BREAK = "<(?:br|BR) ?/?>"

ABOUT_MARKUP = (
    rf"<[/!]?[A-Za-z][^<>]{{0,200}}>|&(?:{_AMP})*lt;[/!?]?[A-Za-z]|&(?:{_AMP}){{3}}|"
    r"(?i:\b(?:x?html|xml|escap|unicode)|\bentit)|實體|跳脫|逸出|轉義"
)
"""Where a text says this it may be about entities and tags, and those in it are what it is about."""
_NAMED_BREAK = (
    rf"(?:[\"'`「『《]|標籤|換行|使用|[用打加])\s*{LINE_BREAK}|{LINE_BREAK}\s*(?:[\"'`」』》]|標籤|換行|語法)"
)
QUOTES = frozenset("\"'`「」『』")
_ADDRESS_OF = re.compile(r"=\s*$")


def unescape(texts: pl.Series) -> pl.Series:
    """Turn entities into what they stand for and `<br>` into a line break, in texts that are not about HTML."""

    def edit(some: pl.Series) -> pl.Series:
        about_markup = some.str.replace_all(LINE_BREAK, "").str.contains(ABOUT_MARKUP)
        return edit_rows(some, ~about_markup, _unescape)

    return edit_rows(texts, texts.str.contains(f"{ENTITY}|{LINE_BREAK}"), edit)


def _unescape(texts: pl.Series) -> pl.Series:
    broken = texts.str.contains(LINE_BREAK) & ~texts.str.contains(_NAMED_BREAK)
    lines = edit_rows(texts, broken, lambda some: some.str.replace_all(rf" ?{LINE_BREAK}[ \n]?", "\n"))
    return outside_spans(lines, _unescape_entities, "&")


def _unescape_entities(texts: pl.Series) -> pl.Series:
    escaped = texts.str.contains(ENTITY)
    return edit_rows(texts, escaped, lambda some: edit_each(some, lambda text: _ENTITY.sub(_char, text)))


_ENTITY = re.compile(rf"&((?:{_AMP})*)({_NAMED}|{_NUMBERED});")


def _char(entity: re.Match[str]) -> str:
    """What an entity stands for, unless that would begin a tag or another entity, or nobody escapes it by mistake."""
    char = html.unescape(f"&{entity[2]};")
    before, after = (
        entity.string[max(0, entity.start() - 3) : entity.start()],
        entity.string[entity.end() : entity.end() + 33],
    )
    begins = (char == "<" and re.match("[A-Za-z/!?]", after)) or (char == "&" and re.match("#?[A-Za-z0-9]+;", after))
    quoted = before[-1:] in QUOTES and after[:1] in QUOTES
    unlikely = len(char) != 1 or char in ";#\ufffd" or (char.isascii() and char.isalnum())
    return entity[0] if begins or unlikely or quoted or _ADDRESS_OF.search(before) else char
