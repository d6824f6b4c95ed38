"""Private-use characters, which mean what whoever made the font wanted them to mean.

Only of one area it is known: where Windows, which has no ETEN extension, puts the codes C6A1 to C875 of Big5
(U+F6B1 to U+F7E2), stand the circled numbers, kana and Cyrillic letters of ETEN, for everyone. What Hong Kong put
behind them stands for something else in Taiwan's statutes; and on the areas before them, which were given to users,
HKSCS and Unicode-at-on agree nowhere.
"""

import functools

import polars as pl

from zhtw_clean.text.big5 import ETEN, PRIVATE, USER_DEFINED, big5
from zhtw_clean.text.looks import look
from zhtw_clean.text.rows import edit_rows

PRIVATE_USE = r"\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
KNOWN = r"\uf6b1-\uf7e2"
_LAST = 0xC875


def spell_known(texts: pl.Series) -> pl.Series:
    """Write the private characters that stand for a character of ETEN as that character."""
    return edit_rows(texts, texts.str.contains(f"[{KNOWN}]"), lambda some: some.str.replace_many(known()))


def count_private_use(texts: pl.Series) -> pl.Series:
    """How many private characters each text has."""
    some = pl.Series(look(texts, (PRIVATE_USE,)) > 0)
    counts = pl.zeros(len(texts), pl.UInt32, eager=True).set(texts.is_null(), None)
    return counts.scatter(some.arg_true(), texts.filter(some).str.count_matches(f"[{PRIVATE_USE}]"))


@functools.cache
def known() -> dict[str, str]:
    """Every private character whose meaning is known, and what it means."""
    codes = enumerate(ETEN, PRIVATE + len(USER_DEFINED))
    return {chr(private): big5()[code] for private, code in codes if code <= _LAST}
