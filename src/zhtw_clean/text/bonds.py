"""Places where a space is neither put nor taken out: within `T恤`, and between the columns of a push on PTT."""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from zhtw_clean.text.han import HAN

BOND = "\ufdd1"
"""No character of any language."""
_BOUNDARY = r"(?-u:\b)"

_LATIN_FIRST = (
    ("[A-Z]", "[君男女型級]|罩杯"),
    ("[A-E]", "肝"),
    ("[A-D]", "咖"),
    ("[X-Z]", "世代"),
    ("A", "[夢片漫菜錢貨書制]"),
    ("AB", "型"),
    ("BB?|CC", "霜"),
    ("BB", "[槍彈]"),
    ("C", "位"),
    ("CP", "值"),
    ("[C-E]", "槽"),
    ("[Ee]", "化"),
    ("G", "點"),
    ("K", "[書歌金線粉]|他命"),
    ("N", "次貼"),
    ("OK", "繃"),
    ("[Pp]", "幣|圖"),
    ("[Pp][Oo]", "文"),
    ("[Qq]", "[版彈毛軟]"),
    ("[Tt]", "恤|字褲"),
    ("[UV]", "領"),
    ("[Xx]", "光"),
    ("Y", "拍"),
    ("[OQT]", "[口皿艸][OQT]"),
)
_CHINESE_FIRST = (
    ("卡拉", "OK"),
    ("[多哆]啦", "A"),
    ("原", "PO|po"),
    ("阿", "Q"),
    ("柯", "P"),
    ("[大小]", "S"),
    ("老", "K"),
    ("[囧冏]", "rz"),
    (f"{BOND}[口皿艸]", "[OQT]"),
)
_FILE_TYPES = "pdf|docx?|xlsx?|pptx?|od[tsp]|txt|csv|zip|rar|7z|jpe?g|png|gif|mp[34]"
_NUMBERS = "[0-9]+[A-Z]?(?:[-、至及][0-9]+)*"
_COURT = rf"年度?(?:{HAN}|[()（）\ufdd0]){{1,12}}字第"


def _bond(pairs: Sequence[tuple[str, str]], before: str = "", after: str = "") -> tuple[str, str]:
    """Pattern of some words and what to put for them: of its groups only the two of one pair are not empty."""
    words = "|".join(f"({first})({last})" for first, last in pairs)
    firsts, lasts = ("".join(f"${{{2 * pair + n}}}" for pair in range(len(pairs))) for n in (1, 2))
    return f"{before}(?:{words}){after}", f"{firsts}{BOND}{lasts}"


class Bonds(NamedTuple):
    """Where there may be bonds (a pattern), and how to put them (patterns and replacements)."""

    look: str
    rules: Sequence[tuple[str, str]]


_WORDS = (_bond(_LATIN_FIRST, before=_BOUNDARY), _bond(_CHINESE_FIRST, after=_BOUNDARY))
_IP = r"( )([0-9]{1,3}(?:\.[0-9]{1,3}){3} [0-9]{2}/[0-9]{2}(?-u:\b))"
COMPOUNDS = Bonds(
    "|".join((_IP, _WORDS[0][0], _WORDS[1][0], "字第[0-9]", rf"[0-9]\.(?:{_FILE_TYPES})")),
    (
        (_IP, f"${{1}}{BOND}${{2}}"),
        *_WORDS,
        _bond([(HAN, rf"[0-9]{{1,3}}\.(?:{_FILE_TYPES})")], after=_BOUNDARY),  # 附件1.pdf
        (f"(字第)({_NUMBERS})號", f"${{1}}{BOND}${{2}}{BOND}號"),  # 府教字第1120012345號
        (f"([0-9]{{1,3}})({_COURT}{BOND})", f"${{1}}{BOND}${{2}}"),  # 112年度訴字第1234號
    ),
)
"""Words and numbers of which Chinese and Latin are one."""

_PUSHES = (r"(?m)^([推噓] )([A-Za-z0-9]+ *:)", r"( )([0-9]{1,3}(?:\.[0-9]{1,3}){3} [0-9]{2}/[0-9]{2} )")
PUSHES = Bonds("|".join(_PUSHES), [(push, f"${{1}}{BOND}${{2}}") for push in _PUSHES])
"""`推 name: …` and ` 203.0.113.7 01/20 …`, whose spaces part columns."""


def bind(texts: pl.Series, bonds: Bonds) -> pl.Series:
    """Put bonds between what belongs together, so that nothing touches there."""
    for pattern, bound in bonds.rules:
        texts = texts.str.replace_all(pattern, bound)
    return texts


def unbind(texts: pl.Series) -> pl.Series:
    """Take the bonds out again."""
    return texts.str.replace_all(BOND, "", literal=True)
