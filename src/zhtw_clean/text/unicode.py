"""Characters that are damage, and what they stand for: canonical equivalence and explicit tables, never NFKC.

The classes are bodies of regular-expression classes (`[...]`) in the syntax of Polars.
"""

import unicodedata
from collections.abc import Callable, Mapping

import polars as pl

from zhtw_clean.text.entities import ENTITY, LINE_BREAK, unescape
from zhtw_clean.text.looks import look
from zhtw_clean.text.mojibake import repair_misread
from zhtw_clean.text.private_use import KNOWN, spell_known
from zhtw_clean.text.rows import edit_rows

TERMINAL_CODES = r"\x1b\[[0-?]*[ -/]*[@-~]"
"""A complete control sequence of ECMA-48 §5.4: colours and cursor moves, left over in copies of PTT."""

INVISIBLE = (
    r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, but for those that break lines
    r"\u00ad\u200b\u2060-\u2064\ufeff"  # soft hyphen, zero-width space, word joiner, byte order mark
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction
    r"\u206a-\u206f\ufff9-\ufffc\p{Noncharacter_Code_Point}"  # deprecated, annotation, objects, not characters
)
LINE_BREAKS = r"\x0b\x0c\r\u0085\u2028\u2029"
SPACES = r"\u00a0\u2000-\u200a\u202f\u205f"

JOINERS = r"\u200c\u200d"
SELECTORS = r"\ufe00-\ufe0f\U000e0100-\U000e01ef"
TAGS = r"\U000e0000-\U000e007f"

_PICTURE = r"\p{Extended_Pictographic}[\ufe0e\ufe0f]?\p{Emoji_Modifier}?"
_JOINING_LETTER = r"[[\p{L}\p{M}]--[\p{Han}\p{Latin}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Common}\p{Inherited}]]"
MEANINGFUL = "|".join(
    (
        r"🏴[\U000e0020-\U000e007e]{1,6}\U000e007f",  # the flag of a region
        rf"{_PICTURE}(?:\u200d{_PICTURE})*",
        r"[0-9#*]\ufe0f?\u20e3",  # a keycap
        rf"{_JOINING_LETTER}[{JOINERS}]",  # Persian, Hindi and others spell with them
    )
)
"""Where joiners, selectors and tags say something (UTS #51, and §23.2 of the Unicode Standard)."""

NOT_NFC = (
    r"\p{M}\u0374\u037e\u0387\u0958-\u095f\u09dc-\u09df\u0a33-\u0a5e\u0b5c\u0b5d\u0f43-\u0f69\u1100-\u11ff"
    r"\u1f00-\u1fff\u2000\u2001\u2126\u212a\u212b\u2329\u232a\u2adc\uf900-\ufaff\ufb1d-\ufb4f"
    r"\U0001d15e-\U0001d1c0\U0002f800-\U0002fa1f"
)
"""Every character that can stand in a text that is not in NFC as yet, and some that cannot."""

_KANGXI = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
# EquivalentUnifiedIdeograph.txt of the Unicode Character Database 14.0, without the radicals that stand
# for a form that Traditional Chinese does not write (⻅, ⻩, ⻳ …).
_SUPPLEMENT = (
    "⺁厂 ⺂乛 ⺃乚 ⺄乙 ⺅亻 ⺆冂 ⺇𠘨 ⺈刀 ⺉刂 ⺊卜 ⺋㔾 ⺌小 ⺎兀 ⺏尣 ⺐尢 ⺑𡯂 ⺒巳 ⺓幺 ⺔彑 ⺕彐 "
    "⺖忄 ⺗心 ⺘扌 ⺙攵 ⺛旡 ⺜日 ⺝月 ⺞歺 ⺟母 ⺠民 ⺡氵 ⺢氺 ⺣灬 ⺤爫 ⺧牛 ⺨犭 ⺩王 ⺪𤴔 ⺫目 ⺬示 "
    "⺭礻 ⺮𥫗 ⺯糹 ⺱罓 ⺲罒 ⺳㓁 ⺴冗 ⺵𦉫 ⺶羊 ⺷𦍌 ⺸𦍋 ⺹耂 ⺺肀 ⺻聿 ⺼肉 ⺽𦥑 ⺾艹 ⻁虎 ⻂衤 ⻃覀 "
    "⻄西 ⻆角 ⻇𧢲 ⻊𧾷 ⻌辶 ⻏邑 ⻑長 ⻒镸 ⻕𨸏 ⻖阝 ⻗雨 ⻘青 ⻝食 ⻞𩙿 ⻟飠 ⻡𩠐 ⻣骨 ⻤鬼 ⻱龜"
)
RADICALS = {**_KANGXI, **{pair[0]: pair[1] for pair in _SUPPLEMENT.split()}}
"""A radical used as a letter, as PDF files have them → the character it shows."""


def repair(texts: pl.Series) -> pl.Series:
    """Undo wrong readings and wrong escapes, then repair single characters; looks spare the texts that need nothing."""
    texts = repair_misread(texts)
    escaped = texts.str.contains(f"{ENTITY}|{LINE_BREAK}")  # which shows only where nothing invisible is in the way
    return repair_characters(edit_rows(texts, escaped, lambda some: unescape(repair_characters(some))))


def repair_characters(texts: pl.Series) -> pl.Series:
    """Repair single characters, kind by kind."""
    seen = look(texts, tuple(_REPAIRS))
    for n, edit in enumerate(_REPAIRS.values()):
        if (which := seen & 1 << n > 0).any():
            texts = edit_rows(texts, pl.Series(which), edit)
    return texts


def _drop_invisible(texts: pl.Series) -> pl.Series:
    return texts.str.replace_all(TERMINAL_CODES, "").str.replace_all(f"[{INVISIBLE}]+", "")


def _break_lines(texts: pl.Series) -> pl.Series:
    return texts.str.replace_all(rf"\r\n|[{LINE_BREAKS}]", "\n")


def _space(texts: pl.Series) -> pl.Series:
    return texts.str.replace_all(f"[{SPACES}]", " ")


def _drop_meaningless(texts: pl.Series) -> pl.Series:
    return texts.str.replace_all(f"({MEANINGFUL})|[{JOINERS}{SELECTORS}{TAGS}]", "${1}")


def _spell_radicals(texts: pl.Series) -> pl.Series:
    return texts.str.replace_many(list(RADICALS), list(RADICALS.values()))


def _normalize(texts: pl.Series) -> pl.Series:
    return texts.str.normalize("NFC")


_REPAIRS: Mapping[str, Callable[[pl.Series], pl.Series]] = {
    KNOWN: spell_known,
    INVISIBLE: _drop_invisible,
    LINE_BREAKS: _break_lines,
    SPACES: _space,
    JOINERS + SELECTORS + TAGS: _drop_meaningless,
    r"\u2e81-\u2fd5": _spell_radicals,
    NOT_NFC: _normalize,
}
"""What is done where a text has a character of a class, in this order; none makes one of another class."""
