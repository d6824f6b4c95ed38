"""Bytes of East Asia's charsets as text, cut where that makes the commonest characters; import it only for such bytes.

A byte too many or too few would shift all that follows, where most bytes can begin a character and end one.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from zhtw_clean.text.big5 import CNS_ROW, big5, cns_plane_1, cns_plane_2, hkscs, unicode_at_on
from zhtw_clean.text.commonness import LAST, bits
from zhtw_clean.text.reading_kernel import Codes, Costs, cheapest, follow

NONE: Final = -1
PAIRS = 0x10000
LEADS, TRAILS = range(0x81, 0xFF), range(0x40, 0xFF)
CNS_CELLS = CNS_ROW * CNS_ROW
EUC = 0xA1


def reading(raw: bytes, charset: str) -> tuple[float, str]:
    """What the cheapest reading costs, in bits, and its text."""
    codes = TABLES[charset]()
    data = np.frombuffer(raw, np.uint8)
    cost, choices = cheapest(data, codes, _costs(charset))
    return cost, follow(data, choices, codes).tobytes().decode("utf-32-le")


@cache
def _costs(charset: str) -> Costs:
    codes = TABLES[charset]()
    pair = _cost(codes.pair)
    if charset == "big5":
        for filled in (hkscs(), unicode_at_on()):
            points = np.array([ord(filled.get(point, "\0")[0]) for point in codes.pair.tolist()], np.int32)
            pair = np.where(points, np.minimum(pair, _cost(points)), pair)
    return Costs(_cost(codes.single), pair, _cost(codes.four))


def _cost(points: NDArray[np.int32]) -> NDArray[np.float32]:
    cost = bits()[np.minimum(points, LAST)]
    cost[points == NONE] = np.inf
    return cost


def _codes(single: Mapping[int, str], pair: Mapping[int, str]) -> Codes:
    ascii_too = {byte: chr(byte) for byte in range(0x80)} | dict(single)
    none = np.full(PAIRS, NONE, np.int32)
    return Codes(_points(ascii_too, 0x100), _points(pair, PAIRS), none, none.copy(), none[:1])


def _points(chars: Mapping[int, str], size: int) -> NDArray[np.int32]:
    points = np.full(size, NONE, np.int32)
    points[list(chars)] = [ord(char) for char in chars.values()]
    return points


def _of_codec(codec: str, single: Mapping[int, str] | None = None) -> Codes:
    alone = {byte: bytes([byte]).decode(codec, "ignore") for byte in range(0x80, 0x100)}
    alone = {byte: char for byte, char in alone.items() if char} | dict(single or {})
    leads = [lead for lead in LEADS if lead not in alone]
    pairs = {lead << 8 | trail: bytes((lead, trail)).decode(codec, "replace") for lead in leads for trail in TRAILS}
    return _codes(alone, {code: char for code, char in pairs.items() if len(char) == 1 and char != "\ufffd"})


@cache
def _big5() -> Codes:
    return _codes({}, big5())


@cache
def _euc_tw() -> Codes:
    """The first plane is two bytes; the second follows 8EA2. Others hardly anybody wrote."""
    place = [row << 8 | column for row in range(EUC, EUC + CNS_ROW) for column in range(EUC, EUC + CNS_ROW)]
    codes = _codes({}, _cells(place, cns_plane_1()))
    codes.tail[place] = np.arange(CNS_CELLS)
    head = codes.head.copy()
    head[[0x8EA1, 0x8EA2]] = 0, CNS_CELLS
    planes = [_points(_cells(range(CNS_CELLS), plane), CNS_CELLS) for plane in (cns_plane_1(), cns_plane_2())]
    return codes._replace(head=head, four=np.concatenate(planes))


def _cells(places: Iterable[int], chars: Iterable[str]) -> dict[int, str]:
    return {place: char for place, char in zip(places, chars, strict=False) if char != "\0"}


@cache
def _gb18030() -> Codes:
    """Four bytes count linearly, the Basic Multilingual Plane first, the others from 90 30 81 30 on."""
    codes = _of_codec("gb18030", {0x80: "€"})
    digits = range(0x30, 0x3A)
    place = [lead << 8 | digit for lead in LEADS for digit in digits]
    numbers = np.arange(len(place))
    head = codes.head.copy()
    head[place] = numbers * len(place)
    codes.tail[place] = numbers
    far = [bytes((a, b, c, d)) for a in range(0x81, 0x85) for b in digits for c in LEADS for d in digits]
    near = {n: code.decode("gb18030", "ignore") for n, code in enumerate(far)}
    four = np.full((0xFE - 0x81 + 1) * 10 * len(place), NONE, np.int32)
    four[list(near)] = [ord(char) if char else NONE for char in near.values()]
    beyond = (0x90 - 0x81) * 10 * len(place)
    four[beyond : beyond + 0x100000] = np.arange(0x10000, 0x110000)
    return codes._replace(head=head, four=four)


@cache
def _shift_jis() -> Codes:
    return _of_codec("cp932")


@cache
def _euc_kr() -> Codes:
    return _of_codec("cp949")


TABLES: Mapping[str, Callable[[], Codes]] = {
    "big5": _big5,
    "gb18030": _gb18030,
    "shift_jis": _shift_jis,
    "euc-tw": _euc_tw,
    "euc-kr": _euc_kr,
}
