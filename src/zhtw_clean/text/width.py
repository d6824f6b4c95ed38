"""Full-width and half-width forms (U+FF00 to U+FFEF) that have a usual form of another width."""

import re
import unicodedata

import polars as pl

from zhtw_clean.text.rows import edit_each, edit_rows

USUAL_WIDTH = {chr(ord(c) + 0xFEE0): c for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"}

_KANA = "(?:[ｳｦｶ-ﾄﾊ-ﾎﾜ]ﾞ|[ﾊ-ﾎ]ﾟ|[ｦ-ﾝ])"
_KANA_WORD = rf"{_KANA}{{2,}}[\u3099\u309a]*"  # a kana on its own is part of a face: ヽ(ﾟ∀ﾟ)ﾉ
_LETTERS = r"\uff21-\uff3a\uff41-\uff5a"
# As many as a text in Stream-Safe Format has in a row (UAX #15 §13); normalizing takes quadratic time in their number.
_MARKED_LETTER = rf"[{_LETTERS}][\u0300-\u036f]{{1,30}}"
_CHINESE_DIGIT = "[〇一二三四五六七八九]"
_SPACE_BETWEEN_WORDS = r"(?-u:\b)\u3000(?-u:\b)"

_WIDE = f"[０-９{_LETTERS}]|{_KANA}{{2}}|{_SPACE_BETWEEN_WORDS}"
_WITHIN_NUMBER = "(?<=[０-９])(?:．(?!．)|[：／－](?=[０-９])|，(?=[０-９]{3}(?![０-９])))"
_BOUND = re.compile(f"{_KANA_WORD}|{_MARKED_LETTER}|(?<={_CHINESE_DIGIT})０+(?![０-９：．])|{_WITHIN_NUMBER}")
_MAY_BE_BOUND = f"{_KANA_WORD}|{_MARKED_LETTER}|{_CHINESE_DIGIT}０|[０-９](?:．|[：／－，][０-９])"


def fold(texts: pl.Series) -> pl.Series:
    """Write letters, digits and kana in their usual width, and the ideographic space between two Latin words."""
    return edit_rows(texts, texts.str.contains(_WIDE), _fold)


def _fold(texts: pl.Series) -> pl.Series:
    free = edit_rows(texts, texts.str.contains(_MAY_BE_BOUND), _fold_bound)
    folded = free.str.replace_many(list(USUAL_WIDTH), list(USUAL_WIDTH.values()))
    return folded.str.replace_all(_SPACE_BETWEEN_WORDS, " ")


def _fold_bound(texts: pl.Series) -> pl.Series:
    """Fold the forms whose usual form depends on their neighbours."""
    return edit_each(texts, lambda text: _BOUND.sub(_usual, text))


def _usual(form: re.Match[str]) -> str:
    """Write the zero of a Chinese number in Chinese (`七五０`: 七五〇), and compose all else."""
    return "〇" * len(form[0]) if form[0][0] == "０" else unicodedata.normalize("NFKC", form[0])
