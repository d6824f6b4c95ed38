"""Text that was read in the wrong charset, and what it was.

A wrong reading is undone by writing the text in the charset it was read in and reading the bytes in the right one.
Which two those are, and whether there is anything to undo at all, the bigram model decides: a piece of text is replaced
where what it would become is so much likelier than what it is that no chance explains it.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from zhtw_clean.resources.bigrams import NAT, load_bigrams
from zhtw_clean.sketch.utf8 import utf8
from zhtw_clean.text.charset import decode
from zhtw_clean.text.garbled import suspects
from zhtw_clean.text.written import LOST, Written, write

MIN_GAIN = 50 * NAT
MIN_CHARS = 6  # different ones that are not ASCII, in all: a few strange characters make some others by accident
MIN_CHARS_UTF8 = 2  # bytes are not UTF-8 by accident
MIN_LINE_GAIN = 5 * NAT  # for a further line, once the document is known to be misread
SAMPLE = 1000  # characters, by which the misreading is found
DAMAGE_COST = 3  # as many further characters
MAX_COST = 10 * NAT  # a character of readable text costs 4 to 7 nats on average, of misread text 12 to 17
ROUNDS = 10  # texts of noise, some of which is always likelier in another charset, took up to 6
MAX_LOST = 0.2  # of the characters

_GLANCE = {"big5": "big5hkscs"}
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_DAMAGE = re.compile("[\ufffd\ue000-\uf8ff]")
_ONE_LOST = re.compile(f"{LOST}{{2,3}}")  # what is left of a character that lost a byte
_LOST_WITHIN = re.compile(rf"[\ue000-\uf8ff]|{LOST}(?!{LOST}{{0,2}}\Z)")
_NO_BREAK_SPACE = re.compile(rb"(?<=[\xe3-\xe9]) (?=[\x80-\xbf])|(?<=[\xe3-\xe9][\x80-\xbf]) ")


class Misreading(NamedTuple):
    """The charset a text was read in, and the one it was written in."""

    wrong: str
    right: str


MISREADINGS = (
    *(Misreading("windows-1252", right) for right in ("utf-8", "big5", "gb18030")),
    *(Misreading("gb18030", right) for right in ("utf-8", "big5")),
    Misreading("cp950", "gb18030"),  # Python's, which reads the rows C6 to C8 as nobody else does
    *(Misreading("big5", right) for right in ("utf-8", "gb18030")),
    *(Misreading("cp437", right) for right in ("utf-8", "big5", "gb18030")),
    *(Misreading("shift_jis", right) for right in ("utf-8", "big5")),
)

TWICE = Misreading("windows-1252", "utf-8")
"""Its bytes are no UTF-8 by chance, and what they say may be misread itself."""


class _Reread(NamedTuple):
    """A part of a text, its bytes, what that is in the right charset, and what is gained by it."""

    text: int
    part: int
    raw: bytes
    better: str = ""
    gain: int = 0


def repair_misread(texts: pl.Series) -> pl.Series:
    """Undo wrong readings, line by line; one pass over the bytes spares all ordinary texts."""
    which = suspects(texts).arg_true()
    for _ in range(ROUNDS):  # pages are assembled of pieces, and some were misread twice
        undone = {} if which.is_empty() else _undo_likeliest(texts.gather(which))
        if not undone:
            break
        which, better = which.gather(list(undone)), pl.Series(list(undone.values()))
        texts = texts.clone().scatter(which, better)
        which = which.filter(suspects(better))
    return texts


def _undo_likeliest(texts: pl.Series) -> dict[int, str]:
    """Undo the misreading of each text that a sample gains most by; the texts that gain enough, by their number."""
    gains = _gains(_samples(texts))
    likeliest = np.where(gains.max(axis=0) >= MIN_GAIN, gains.argmax(axis=0), len(MISREADINGS))
    undone: dict[int, str] = {}
    for number in set(likeliest[likeliest < len(MISREADINGS)]):
        rows = np.flatnonzero(likeliest == number)
        written = write(texts.gather(rows).to_list(), MISREADINGS[number].wrong)
        rereads = _undo(written, MISREADINGS[number])
        for reread in rereads:
            written.parts[reread.text][reread.part] = reread.better
        undone |= {int(rows[n]): "".join(written.parts[n]) for n in {reread.text for reread in rereads}}
    return undone


def _gains(samples: list[str]) -> NDArray[np.int64]:
    """What each text gains by undoing each misreading."""
    gains = np.zeros((len(MISREADINGS), len(samples)), np.int64)
    written = {wrong: write(samples, wrong) for wrong in {misreading.wrong for misreading in MISREADINGS}}
    for number, misreading in enumerate(MISREADINGS):
        for reread in _undo(written[misreading.wrong], misreading):
            gains[number, reread.text] += reread.gain
    return gains


def _samples(texts: pl.Series) -> list[str]:
    """The beginning of the strange lines of each text."""
    split = texts.str.split("\n")
    rows, lines = np.repeat(np.arange(len(texts)), split.list.len()), split.explode()
    strange = suspects(lines)
    samples: dict[int, list[str]] = {}
    for row, line in zip(rows[strange], lines.filter(strange), strict=True):
        samples.setdefault(row, []).append(line)
    return ["\n".join(samples.get(row) or [texts[row]])[:SAMPLE] for row in range(len(texts))]


def _undo(written: Written, misreading: Misreading) -> list[_Reread]:
    """What this misreading explains."""
    fewest = MIN_CHARS_UTF8 if misreading.right == "utf-8" else MIN_CHARS
    possible = list(_possible(written, misreading))
    size = np.bincount([reread.text for reread in possible], [len(reread.raw) for reread in possible])
    of_size = [reread for reread in possible if size[reread.text] >= 2 * fewest]  # bytes that make so many characters
    readable = _telling(_readable(written, _explaining(written, of_size), misreading), fewest)
    paying = _telling(_paying(written, readable, misreading), fewest)
    return _telling(_explaining(written, paying), fewest)


def _telling(rereads: Iterable[_Reread], fewest: int) -> list[_Reread]:
    """Those of texts in which they have so many different characters that are not ASCII."""
    of_text: dict[int, list[_Reread]] = {}
    for reread in rereads:
        of_text.setdefault(reread.text, []).append(reread)
    chars = {text: set(_NOT_ASCII.findall("".join(one.better for one in some))) for text, some in of_text.items()}
    return [one for text, some in of_text.items() if len(chars[text]) >= fewest for one in some]


def _paying(written: Written, rereads: list[_Reread], misreading: Misreading) -> Iterator[_Reread]:
    """Those that make sense, and are likelier than what stands there."""
    if not rereads:
        return
    pieces, better = [written.parts[r.text][r.part] for r in rereads], [r.better for r in rereads]
    before, after = np.split(_costs(pieces + better), 2)
    lengths = np.array([len(text) + DAMAGE_COST * text.count(LOST) for text in better])
    sense = (after <= lengths * MAX_COST) | (misreading == TWICE)
    for n in np.flatnonzero((before - after >= MIN_LINE_GAIN) & sense):
        yield rereads[n]._replace(gain=int(before[n] - after[n]))


def _explaining(written: Written, rereads: list[_Reread]) -> list[_Reread]:
    """Those in lines of which nothing else is garbled: noise is likelier in some charset here and there."""
    if not rereads:
        return []
    rest = {reread.text: list(written.parts[reread.text]) for reread in rereads}
    for reread in rereads:
        rest[reread.text][reread.part] = "\r"
    lines: list[str] = []
    line_of = {}
    for text, parts in rest.items():
        line_of[text] = len(lines) + np.cumsum([part.count("\n") for part in parts])
        lines += "".join(parts).split("\n")
    garbled = suspects(pl.Series(lines)).to_numpy()
    return [reread for reread in rereads if not garbled[line_of[reread.text][reread.part]]]


def _costs(texts: list[str]) -> NDArray[np.int64]:
    from zhtw_clean.text.bigram_kernel import weigh

    return weigh(*utf8(pl.Series(texts, dtype=pl.String)), load_bigrams())


def _possible(written: Written, misreading: Misreading) -> Iterator[_Reread]:
    """What may be of the right charset, as bytes; quickly seen, and nearly always not."""
    raw = b"\n".join(written.raw)
    if misreading == TWICE:
        raw = _NO_BREAK_SPACE.sub(b"\xa0", raw)  # which became a space on the way
    glances = raw.decode(_GLANCE.get(misreading.right, misreading.right), "replace").split("\n")
    for (text, part), line, glance in zip(written.places, raw.split(b"\n"), glances, strict=False):
        if not _LOST_WITHIN.search(glance) or _known(written.parts[text][part]):
            yield _Reread(text, part, raw=line)


def _readable(written: Written, rereads: list[_Reread], misreading: Misreading) -> Iterator[_Reread]:
    """Those that the right charset has, as it reads them."""
    for reread in rereads:
        piece = written.parts[reread.text][reread.part]
        better = _ONE_LOST.sub(LOST, decode(reread.raw, misreading.right))
        if better != piece and _lost(better) <= min(_known(piece), MAX_LOST * len(better)):
            yield reread._replace(better=better)


def _known(piece: str) -> int:
    """How many characters are known to be lost."""
    return piece.count(LOST) + piece.count("?")


def _lost(reread: str) -> int:
    """How many characters are lost, but for the last, within which a text may have been cut off."""
    return len(_DAMAGE.findall(_ONE_LOST.sub(LOST, reread).removesuffix(LOST)))
