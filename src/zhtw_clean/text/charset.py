"""From the bytes of a page or text to its characters.

What is asked, in order: a byte order mark; whether the bytes are UTF-8, which other charsets hardly ever are by
chance; then in which charset the bytes are the commonest characters (`commonness`), where one that the server or
the page names starts ahead. Names mean what browsers take them to mean (WHATWG Encoding: `gb2312` is GB18030,
`iso-8859-1` is windows-1252).
"""

import codecs
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from zhtw_clean.text.big5 import big5_has, hkscs, unicode_at_on
from zhtw_clean.text.commonness import cost

BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
WHATWG = {
    "big5": "big5 cn-big5 csbig5 x-x-big5 cp950 ms950",
    "big5-hkscs": "big5-hkscs big5hkscs",
    "big5-uao": "big5-uao uao",
    "gb18030": "gb18030 gbk gb2312 gb_2312 gb_2312-80 gb2312-80 x-gbk chinese csgb2312 iso-ir-58 cp936 ms936 euc-cn",
    "euc-tw": "euc-tw euctw x-euc-tw cns11643",
    "shift_jis": "shift_jis shift-jis sjis x-sjis csshiftjis ms_kanji ms932 windows-31j cp932",
    "euc-kr": "euc-kr euckr cseuckr ks_c_5601-1987 ksc5601 ksc_5601 korean cp949 windows-949",
    "windows-1252": "windows-1252 cp1252 iso-8859-1 iso8859-1 iso_8859-1 iso88591 latin1 latin-1 l1 ascii us-ascii",
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 x-unicode20utf8 utf-16 utf-16le utf-16be unicode",
}
LABELS = {label: charset for charset, labels in WHATWG.items() for label in labels.split()}
OTHERS = re.compile(r"cp125\d|iso8859-\d+|koi8-[ru]|euc_jp|cp874|tis-620")  # codecs that mean what browsers mean
EAST_ASIAN = ("big5", "gb18030", "shift_jis", "euc-tw", "euc-kr")
PYTHON_CODEC = {"windows-1252": "cp1252"}

HEAD = 4096  # bytes in which a page may name its charset; browsers look at 1024, many pages are late
IN_PAGE = re.compile(
    rb"""<meta\b[^>]{0,400}?\bcharset\s*=\s*["']?\s*([\w.:-]+)|<\?xml\b[^>]{0,100}?\bencoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)

SAMPLE = 2048  # bytes of characters that are not ASCII
NOT_ASCII = re.compile(rb"(?:[\x80-\xff][\x00-\xff]?)++", re.DOTALL)

# Bits that a charset starts behind, so that what a few bytes cannot tell is told by what Taiwan's pages are.
BEHIND = {"big5": 0, "utf-8": 2, "gb18030": 2, "windows-1252": 3, "shift_jis": 5, "euc-tw": 10}
BEHIND_OTHER = 8
NAMED = 7  # bits that a named charset starts ahead
NO_TEXT = 20  # bits that bytes which are no text in any charset start behind; then they cost:
NO_TEXT_BYTE = 7  # a character of Chinese in its right charset costs about ten for its two bytes
LARGEST_POWER = 500.0
TEMPER = 4  # characters come in words: so many bits of difference weigh as one

BIG5_FILLED = {"big5-hkscs": hkscs, "big5-uao": unicode_at_on}
BIG5_FAMILY = ("big5", *BIG5_FILLED)
FILLED_BEHIND = 6  # bits that Hong Kong and the boards start behind against characters that stay private
COLOURS = 8  # bits that the boards start ahead where the text has their colours
COLOUR = rb"(?:\x1b\[[0-9;]*m)+"
TRAIL = rb"[\x40-\x7e\xa1-\xfe]"
TWO_COLOURED = re.compile(rb"([\x81-\xfe]" + TRAIL + rb")|([\x81-\xfe])(" + COLOUR + rb")(" + TRAIL + rb")")
USER_DEFINED = re.compile("[\ue000-\uf6b0]")


class Decoded(NamedTuple):
    """A text, the charset it was read with, and how sure that is, from 0 to 1.

    1 where the bytes are UTF-8 or begin with a byte order mark. Otherwise the share of the evidence that speaks for
    this charset against the others, and against the bytes being no text at all.
    """

    text: str
    charset: str
    confidence: float


def decode_bytes(raw: bytes, declared: str | None = None) -> Decoded:
    """The text of a page or file; a byte that fits nowhere costs one U+FFFD, two side by side may share one.

    Args:
        raw: the page, or any text.
        declared: the charset named outside it, in the HTTP header.
    """
    for bom, charset in BOMS.items():
        if raw.startswith(bom):
            return Decoded(decode(raw, charset), charset, 1)
    try:
        return Decoded(raw.decode(), "utf-8", 1)
    except UnicodeDecodeError:
        return _by_evidence(raw, [_charset(label) for label in (declared, _named_in(raw))])


def decode(raw: bytes, charset: str) -> str:
    """Text from bytes whose charset is known, without byte order mark."""
    if charset in BIG5_FAMILY:
        text = _read(TWO_COLOURED.sub(rb"\1\2\4\3", raw) if b"\x1b[" in raw else raw, "big5")[1]
        return text.translate(BIG5_FILLED[charset]()) if charset in BIG5_FILLED else text
    if charset in EAST_ASIAN:
        return _read(raw, charset)[1]
    return raw.decode(PYTHON_CODEC.get(charset, charset), "replace").removeprefix("\ufeff")


def guess(raw: bytes, declared: str | None = None) -> str:
    """The charset of a page: a WHATWG name, or Python's where WHATWG has none."""
    return decode_bytes(raw, declared).charset


def _by_evidence(raw: bytes, named: list[str | None]) -> Decoded:
    sample = _sample(raw)
    families = dict.fromkeys("big5" if charset in BIG5_FAMILY else charset for charset in named if charset)
    costs = {
        charset: _cost(sample, charset) + BEHIND.get(charset, BEHIND_OTHER) - NAMED * (charset in families)
        for charset in {**BEHIND, **families}
    }
    charset = min(costs, key=lambda charset: costs[charset])
    no_text = NO_TEXT + NO_TEXT_BYTE * len(sample)
    confidence = _share(costs[charset], [*costs.values(), no_text])
    text = decode(raw, charset)
    if charset == "big5" and USER_DEFINED.search(text):
        return _filled(text, named, confidence, colours=b"\x1b[" in raw)
    return Decoded(text, charset, confidence)


def _filled(text: str, named: list[str | None], confidence: float, *, colours: bool) -> Decoded:
    """Big5 whose user-defined characters are Hong Kong's, the boards', or stay private."""
    private = set(USER_DEFINED.findall(text))
    costs = {"big5": cost("".join(private))}
    for charset, filled in BIG5_FILLED.items():
        ahead = NAMED * (charset in named) + COLOURS * (colours and charset == "big5-uao")
        costs[charset] = _cost_filled(private, filled()) + FILLED_BEHIND - ahead
    charset = min(costs, key=lambda charset: costs[charset])
    text = text.translate(BIG5_FILLED[charset]()) if charset in BIG5_FILLED else text
    return Decoded(text, charset, confidence * _share(costs[charset], list(costs.values())))


def _cost_filled(private: Iterable[str], filled: Mapping[int, str]) -> float:
    """What characters cost in place of private ones; nobody writes a second code for what Big5 has."""
    meant = ((char, filled.get(ord(char), char)) for char in private)
    return cost("".join(char if known in big5_has() else known for char, known in meant))


def _share(best: float, costs: list[float]) -> float:
    return 1 / sum(2 ** min((best - cost) / TEMPER, LARGEST_POWER) for cost in costs)


def _sample(raw: bytes) -> bytes:
    """Characters that are not ASCII, cut where every charset would cut them."""
    held, size = [], 0
    for found in NOT_ASCII.finditer(raw):
        held.append(found[0][: SAMPLE - size])
        size += len(held[-1])
        if size >= SAMPLE:
            break
    return b"\n".join([b"", *held, b""])  # so that nothing in it passes for cut off


def _cost(sample: bytes, charset: str) -> float:
    return _read(sample, charset)[0] if charset in EAST_ASIAN else cost(decode(sample, charset))


def _read(raw: bytes, charset: str) -> tuple[float, str]:
    from zhtw_clean.text.reading import reading

    return reading(raw, charset)


def _named_in(raw: bytes) -> str | None:
    found = IN_PAGE.search(raw[:HEAD])
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def _charset(label: str | None) -> str | None:
    name = (label or "").strip(" \t\r\n\"'").lower()
    if name in LABELS:
        return LABELS[name]
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return found.name if OTHERS.fullmatch(found.name) else None
