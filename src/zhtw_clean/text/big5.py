# ruff: noqa: RUF001 - a table has look-alikes
"""Big5 as Taiwan wrote it, and EUC-TW, which orders the same characters almost alike.

Windows (CP950) is right about A140 to C67E and C940 to F9FE, ETEN about C6A1 to C8FE (kana, Cyrillic, circled
numbers), for which Python's `cp950` has a table long withdrawn. The user-defined area means something else on each
machine: Hong Kong (HKSCS) and the bulletin boards (Unicode-at-on) filled it and agree nowhere. Here it is private, and
is read as Windows reads it, as the private characters U+E000 to U+F6B0.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from zhtw_clean.text.uao import UAO

TRAILS = (*range(0x40, 0x7F), *range(0xA1, 0xFF))


def _codes(first: int, last: int) -> list[int]:
    codes = (lead << 8 | trail for lead in range(first >> 8, (last >> 8) + 1) for trail in TRAILS)
    return [code for code in codes if first <= code <= last]


PRIVATE = 0xE000  # Windows counts on from here: the user-defined areas in this order, then ETEN's
USER_DEFINED = (*_codes(0xFA40, 0xFEFE), *_codes(0x8E40, 0xA0FE), *_codes(0x8140, 0x8DFE))
ETEN = _codes(0xC6A1, 0xC8FE)
ETEN_MORE = {  # Python's codec for HKSCS lacks these, or has a radical; the values are WHATWG's
    0xC6CD: "幺",
    0xC6CF: "廴",
    0xC6D3: "无",
    0xC6D5: "癶",
    0xC6D7: "辵",
    0xC6DE: "〃",
    0xC6DF: "仝",
}
SYMBOLS, LEVEL_1, LEVEL_2 = _codes(0xA140, 0xA3BF), _codes(0xA440, 0xC67E), _codes(0xC940, 0xF9D5)
WINDOWS = (*SYMBOLS, *LEVEL_1, *LEVEL_2, 0xA3E1, *_codes(0xF9D6, 0xF9FE))

CNS_ROW = 94
DIGITS = 0xA2AF  # where Big5 goes on without a gap, and CNS with its fourth row
CNS_SYMBOLS = {"｜–︱—︳╴︴﹏": "︱—︲–\0\0\0\0", "‵′": "′‵", "←→": "→←"}
# Where a character of CNS 11643 (row * 94 + column, within its level) stands elsewhere in Big5.
CNS_MOVED_1 = {1836: "耄", 3713: "銬", 4626: "薦", 4732: "彞", 4900: "嚨", 4955: "繳"}
CNS_MOVED_2 = dict(
    zip(
        (43, 138, 2146, 2792, 2893, 4930, 5077, 5365, 5723, 6312, 6530, 6644, 6787, 6904, 7589, 7645),
        "刉攷笻筇莚錥徻螤磿鎀舋鎥瀪鐼鬮爩",
        strict=True,
    )
)
CNS_LACKS = "\ufa0c\ufa0d彝"  # 兀 and 嗀 stand twice in Big5


@cache
def big5() -> Mapping[int, str]:
    """The character of each code; those of the user-defined area are private."""
    private = {code: chr(PRIVATE + n) for n, code in enumerate((*USER_DEFINED, *ETEN))}
    return private | _decoded(ETEN, "big5hkscs") | ETEN_MORE | _decoded(WINDOWS, "cp950")


@cache
def big5_has() -> frozenset[str]:
    """The characters of Big5 itself."""
    return frozenset(big5()[code] for code in WINDOWS)


@cache
def hkscs() -> Mapping[int, str]:
    """What Hong Kong put in place of private characters, for `str.translate`; four are two characters each."""
    filled = _decoded(USER_DEFINED, "big5hkscs")
    return {ord(big5()[code]): text for code, text in filled.items()}


@cache
def unicode_at_on() -> Mapping[int, str]:
    """What the bulletin boards put in place of private characters, for `str.translate`."""
    return {PRIVATE + n: char for n, char in enumerate(UAO) if char != " "}


def cns_plane_1() -> Iterator[str]:
    """The first plane of CNS 11643, 94 characters a row, NUL where it has none or one that Big5 lacks."""
    symbols = "".join(_chars(SYMBOLS))
    for ours, theirs in CNS_SYMBOLS.items():
        symbols = symbols.replace(ours, theirs)
    digits = SYMBOLS.index(DIGITS)
    yield from symbols[:digits].ljust(3 * CNS_ROW, "\0")
    yield from symbols[digits:].ljust(2 * CNS_ROW, "\0")
    yield from "".join(_chars(ETEN[:30])).ljust(30 * CNS_ROW, "\0")
    yield from _moved(LEVEL_1, CNS_MOVED_1)


def cns_plane_2() -> Iterator[str]:
    """The second plane, whose 7,650 characters are Big5's rarer ones."""
    yield from _moved(LEVEL_2, CNS_MOVED_2)


def _moved(codes: Iterable[int], moved: Mapping[int, str]) -> list[str]:
    gone = {*moved.values(), *CNS_LACKS}
    chars = [char for char in _chars(codes) if char not in gone]
    for place, char in moved.items():
        chars.insert(place, char)
    return chars


def _chars(codes: Iterable[int]) -> Iterator[str]:
    return (big5()[code] for code in codes)


def _decoded(codes: Iterable[int], codec: str) -> dict[int, str]:
    texts = {code: code.to_bytes(2, "big").decode(codec, "ignore") for code in codes}
    return {code: text for code, text in texts.items() if text > "\x7f"}
