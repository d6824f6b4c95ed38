"""Text that was read in the wrong charset, and what it was.

A wrong reading is undone by writing the text in the charset it was read in and reading the bytes in the right one.
Which two those are, and whether there is anything to undo at all, the bigram model decides: a piece of text is replaced
where what it would become is so much likelier than what it is that no chance explains it.
"""

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from zhtw_clean.resources.bigrams import NAT, load_bigrams
from zhtw_clean.sketch.utf8 import utf8
from zhtw_clean.text.big5 import big5
from zhtw_clean.text.charset import decode
from zhtw_clean.text.garbled import suspects
from zhtw_clean.text.rows import edit_each

MIN_GAIN = 50 * NAT
MIN_CHARS = 6  # different ones that are not ASCII, in all: a few strange characters make some others by accident
MIN_CHARS_UTF8 = 2  # bytes are not UTF-8 by accident
MIN_LINE_GAIN = 5 * NAT  # for a further line, once the document is known to be misread
SAMPLE = 1000  # characters, by which the misreading is found
DAMAGE_COST = 3  # as many further characters
MAX_COST = 10 * NAT  # a character of readable text costs 4 to 7 nats on average, of misread text 12 to 17
LOST = "\ufffd"
ROUNDS = 20  # texts of noise, some of which is always likelier in another charset, took up to 17
MAX_LOST = 0.2  # of the characters

_GLANCE = {"big5": "big5hkscs"}
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_DAMAGE = re.compile("[\ufffd\ue000-\uf8ff]")
_ONE_LOST = re.compile(f"{LOST}{{2,3}}")  # what is left of a character that lost a byte
_NO_CHARACTER = b"\xff"  # in none of the multi-byte charsets
_NO_BREAK_SPACE = re.compile(rb"(?<=[\xe3-\xe9]) (?=[\x80-\xbf])|(?<=[\xe3-\xe9][\x80-\xbf]) ")


class Misreading(NamedTuple):
    """The charset a text was read in, and the one it was written in."""

    wrong: str
    right: str


MISREADINGS = (
    *(Misreading("windows-1252", right) for right in ("utf-8", "big5", "gb18030")),
    *(Misreading("gb18030", right) for right in ("utf-8", "big5")),
    *(Misreading("big5", right) for right in ("utf-8", "gb18030")),
    Misreading("cp950", "gb18030"),  # Python's, which reads the rows C6 to C8 as nobody else does
    *(Misreading("cp437", right) for right in ("utf-8", "big5", "gb18030")),
    *(Misreading("shift_jis", right) for right in ("utf-8", "big5")),
)

TWICE = Misreading("windows-1252", "utf-8")
"""Its bytes are no UTF-8 by chance, and what they say may be misread itself."""


def repair_misread(texts: pl.Series) -> pl.Series:
    """Undo wrong readings, line by line; one pass over the bytes spares all ordinary texts."""
    which = suspects(texts).arg_true()
    for _ in range(ROUNDS):  # pages are assembled of pieces, and some were misread twice
        if not len(which):
            break
        before = texts.gather(which)
        after = edit_each(before, _undo_likeliest)
        texts = texts.clone().scatter(which, after)
        which = which.filter((before != after) & suspects(after))
    return texts


def _undo_likeliest(text: str) -> str:
    lines = pl.Series(text.split("\n"))
    strange = lines.filter(suspects(lines))
    sample = "\n".join(strange if len(strange) else lines)[:SAMPLE]
    gain, misreading = max((_undo(sample, misreading)[0], misreading) for misreading in MISREADINGS)
    return _undo(text, misreading)[1] if gain >= MIN_GAIN else text


def _undo(text: str, misreading: Misreading) -> tuple[int, str]:
    """What is gained by undoing this misreading wherever it pays, and the text it makes."""
    pieces = _may_be_written(misreading.wrong).split(text)
    candidates = {n: better for n in range(1, len(pieces), 2) if (better := _reread(pieces[n], misreading)) is not None}
    if not candidates:
        return 0, text
    before, after = _costs(pieces[n] for n in candidates), _costs(candidates.values())
    lengths = np.array([len(piece) + DAMAGE_COST * piece.count(LOST) for piece in candidates.values()])
    readable = (after <= lengths * MAX_COST) | (misreading == TWICE)
    pays = (before - after >= MIN_LINE_GAIN) & readable
    better_pieces = {n: better for (n, better), pay in zip(candidates.items(), pays, strict=True) if pay}
    fewest = MIN_CHARS_UTF8 if misreading.right == "utf-8" else MIN_CHARS
    if len(set(_NOT_ASCII.findall("".join(better_pieces.values())))) < fewest:
        return 0, text
    return int((before - after)[pays].sum()), "".join(better_pieces.get(n, piece) for n, piece in enumerate(pieces))


def _costs(texts: Iterable[str]) -> NDArray[np.int64]:
    from zhtw_clean.text.bigram_kernel import weigh

    return weigh(*utf8(pl.Series(list(texts), dtype=pl.String)), load_bigrams())


def _reread(piece: str, misreading: Misreading) -> str | None:
    """The piece read in the right charset, or None where it cannot be."""
    table = _bytes_of(misreading.wrong)
    raw = b"".join([table[char] for char in piece])
    if misreading == TWICE:
        raw = _NO_BREAK_SPACE.sub(b"\xa0", raw)  # which became a space on the way
    known = piece.count(LOST) + piece.count("?")
    glance = raw.decode(_GLANCE.get(misreading.right, misreading.right), "replace")
    if _lost(glance) and not known:  # quickly seen, and nearly always so
        return None
    reread = _ONE_LOST.sub(LOST, decode(raw, misreading.right))
    return reread if reread != piece and _lost(reread) <= min(known, MAX_LOST * len(reread)) else None


def _lost(reread: str) -> int:
    """How many characters are lost, but for the last, within which a text may have been cut off."""
    return len(_DAMAGE.findall(_ONE_LOST.sub(LOST, reread).removesuffix(LOST)))


@functools.cache
def _may_be_written(charset: str) -> re.Pattern[str]:
    """Runs within a line of characters that a charset has, from the first that is not ASCII to the last."""
    others = "".join(map(re.escape, sorted(char for char in _bytes_of(charset) if char > "\x7f")))
    last_byte = "[@-~]?"  # of a character of two
    return re.compile(f"([{others}](?:[\\x00-\\x09\\x0b-\\x7f{others}]*[{others}])?{last_byte})")


@functools.cache
def _bytes_of(charset: str) -> Mapping[str, bytes]:
    """The bytes of each character, as any decoder of the charset may have read it."""
    singles = [bytes([byte]) for byte in range(0x80, 0x100)]
    pairs = [bytes([lead, trail]) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF)]
    table = {chr(code): bytes([code]) for code in range(0x80)}
    for read in _READERS[charset]:
        for raw in singles if charset in _SINGLE_BYTE else (*singles, *pairs):
            char = read(raw)
            if len(char) == 1 and char != LOST:
                table.setdefault(char, raw)
    return table | {LOST: _NO_CHARACTER} | ({"€": b"\x80"} if charset == "gb18030" else {})


def _reader(codec: str) -> Callable[[bytes], str]:
    return lambda raw: raw.decode(codec, "replace")


def _windows_big5(raw: bytes) -> str:
    return big5().get(int.from_bytes(raw), LOST)


_SINGLE_BYTE = ("windows-1252", "cp437")
_READERS: Mapping[str, tuple[Callable[[bytes], str], ...]] = {
    "windows-1252": (_reader("cp1252"), _reader("latin-1")),
    "gb18030": (_reader("gbk"), _reader("gb18030")),
    "big5": (_windows_big5, _reader("big5hkscs")),
    "cp950": (_reader("cp950"),),
    "cp437": (_reader("cp437"),),
    "shift_jis": (_reader("cp932"),),
}
