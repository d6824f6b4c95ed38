"""Text as the bytes of a charset, as far as the charset has it."""

import functools
import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhtw_clean.text.big5 import big5

LOST = "\ufffd"
_NO_CHARACTER = b"\xff"  # in none of the multi-byte charsets
_LAST_BYTE = 0xFF
_CHARACTERS = 0x30000  # HKSCS has some of the second plane; no charset has the last of these
_ASCII = 0x80
_RUN = re.compile(rb"x(?:[xat]*x)?t?")
"""Of kinds of characters: x beyond ASCII, a ASCII, t what of that may be the second byte of a character."""


class Written(NamedTuple):
    """Texts as a charset has them."""

    parts: list[list[str]]
    """Of each text: every second one, from the second on, is of characters that the charset has."""
    places: list[tuple[int, int]]
    """Where those are: text and part."""
    raw: list[bytes]
    """The bytes of each of those."""


def write(texts: list[str], charset: str) -> Written:
    """Write texts in a charset; what it lacks stays between the parts that it has."""
    parts = [_split(text, charset) for text in texts]
    places = [(n, part) for n in range(len(texts)) for part in range(1, len(parts[n]), 2)]
    joined = "\n".join(parts[n][part] for n, part in places)
    codes = _codes_of(charset)[np.frombuffer(joined.encode("utf-32-le"), np.uint32)]
    pairs, is_byte = codes.astype(">u2").view(np.uint8), np.ones(2 * len(codes), np.bool_)
    is_byte[::2] = codes > _LAST_BYTE
    return Written(parts, places, pairs[is_byte].tobytes().split(b"\n") if places else [])


def _split(text: str, charset: str) -> list[str]:
    """Part a text at the runs within a line that a charset has, from the first character beyond ASCII to the last."""
    points = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    kinds = _kinds_of(charset)[np.minimum(points, _CHARACTERS - 1)].tobytes()
    cuts = [0, *(place for run in _RUN.finditer(kinds) for place in run.span()), len(text)]
    return [text[start:stop] for start, stop in itertools.pairwise(cuts)]


@functools.cache
def _kinds_of(charset: str) -> NDArray[np.uint8]:
    """What each character can be to `_RUN`."""
    kinds = np.where(_codes_of(charset) > 0, ord("x"), ord(" ")).astype(np.uint8)
    kinds[:_ASCII] = ord("a")
    kinds[ord("@") : _ASCII - 1] = ord("t")
    kinds[ord("\n")] = ord(" ")
    return kinds


@functools.cache
def _codes_of(charset: str) -> NDArray[np.uint16]:
    """One byte or two for each character, 0 where the charset has none."""
    codes = np.zeros(_CHARACTERS, np.uint16)
    for char, raw in _bytes_of(charset).items():
        codes[ord(char)] = int.from_bytes(raw)
    return codes


@functools.cache
def _bytes_of(charset: str) -> Mapping[str, bytes]:
    """The bytes of each character, as any decoder of the charset may have read it."""
    singles = [bytes([byte]) for byte in range(0x80, 0x100)]
    pairs = [bytes([lead, trail]) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF)]
    table = {chr(code): bytes([code]) for code in range(0x80)}
    for read in _READERS[charset]:
        raws = singles if charset in _SINGLE_BYTE else (*singles, *pairs)
        for raw, char in zip(raws, read(raws), strict=True):
            if len(char) == 1 and char != LOST:
                table.setdefault(char, raw)
    return table | {LOST: _NO_CHARACTER} | ({"€": b"\x80"} if charset == "gb18030" else {})


def _reader(codec: str) -> Callable[[Sequence[bytes]], Sequence[str]]:
    return lambda raws: b"\n".join(raws).decode(codec, "replace").split("\n")


def _windows_big5(raws: Sequence[bytes]) -> Sequence[str]:
    return [big5().get(int.from_bytes(raw), LOST) for raw in raws]


_SINGLE_BYTE = ("windows-1252", "cp437")
_READERS: Mapping[str, tuple[Callable[[Sequence[bytes]], Sequence[str]], ...]] = {
    "windows-1252": (_reader("cp1252"), _reader("latin-1")),
    "gb18030": (_reader("gbk"), _reader("gb18030")),
    "big5": (_windows_big5, _reader("big5hkscs")),
    "cp950": (_reader("cp950"),),
    "cp437": (_reader("cp437"),),
    "shift_jis": (_reader("cp932"),),
}
