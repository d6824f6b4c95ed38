"""Other ways to tell simplified from traditional text, to compare `simplified` with. Each says what it would drop."""

import functools
import importlib
from collections.abc import Callable

import polars as pl

from zhtw_clean.stage import DROP_REASON, mark
from zhtw_clean.stages.simplified import Simplified
from zhtw_clean.text.convert import converter

Judge = Callable[[pl.Series], pl.Series]

CJK = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x32400))
SPARED = "床峰群秘霉庄痴雇简体踪"
NOT_IN_THEIR_LIST = "儿吨圣埼忏怀怜恒惊扰泞洁炖篱茧触"


def judges() -> dict[str, Judge]:
    """All that can be compared here, by name; hanzidentifier where it is installed."""
    found: dict[str, Judge] = {
        "simplified": lambda texts: mark(texts.to_frame("text"), Simplified())[DROP_REASON].is_not_null(),
        "FineWeb-zhtw": one_by_one(fineweb_zhtw),
        "round trip": one_by_one(changed_by_round_trip),
    }
    try:
        hanzi = importlib.import_module("hanzidentifier")
    except ModuleNotFoundError:
        return found
    foreign = {hanzi.SIMPLIFIED, hanzi.MIXED}
    found["hanzidentifier"] = one_by_one(lambda text: hanzi.identify(text) in foreign)
    found["hanzi., SIMPLIFIED"] = one_by_one(lambda text: hanzi.identify(text) == hanzi.SIMPLIFIED)
    return found


def one_by_one(judge: Callable[[str], bool]) -> Judge:
    """Make a judge of columns out of a judge of texts."""
    return lambda texts: pl.Series([judge(text) for text in texts], dtype=pl.Boolean)


def fineweb_zhtw(text: str) -> bool:
    """Any simplified character, or none that is traditional: its first stage as published (arXiv 2411.16387).

    Its own list of traditional characters, 11,150, is not at hand; CP950 without the sixteen it is known to lack
    gives 3,763 simplified characters where theirs gives 3,758.
    """
    simplified, traditional = _fineweb_sets()
    chars = set(text)
    return bool(chars & simplified) or not chars & traditional


@functools.cache
def _fineweb_sets() -> tuple[frozenset[str], frozenset[str]]:
    chars = [chr(code) for start, stop in CJK for code in range(start, stop)]
    from_simplified = {char: other for char in chars if (other := converter("s2t")(char)) != char}
    from_traditional = {char: other for char in chars if (other := converter("t2s")(char)) != char}
    simplified = {*from_traditional.values(), *from_simplified} - {*from_traditional, *from_simplified.values()}
    listed = {char for char in chars if char.encode("cp950", "ignore")} - set(NOT_IN_THEIR_LIST)
    return frozenset(simplified - listed - set(SPARED)), frozenset(from_traditional)


def changed_by_round_trip(text: str) -> bool:
    """To simplified and back to Taiwan's characters: is it another text?"""
    text = text.replace("\0", "")
    return converter("s2tw")(converter("tw2s")(text)) != text
