# ruff: noqa: RUF001 - look-alikes are what is decoded
"""How much of old bytes is read right: by us, and by what others use.

python benchmarks/charset.py [../shared/data]     (pip install charset-normalizer chardet faust-cchardet)

Real files first, then texts put into a charset by us and cut to snippets. Right is the share of files whose charset was
recognised (its family: Big5 whatever was added to it, GB, …), and the share of characters beyond ASCII that came out.
"""

import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import polars as pl

from zhtw_clean.text.big5 import big5, cns_plane_1, cns_plane_2, hkscs, unicode_at_on
from zhtw_clean.text.charset import decode, decode_bytes

LENGTHS = (20, 50, 200)
PER_SET = 40
BYTES_PER_STRAY = 200
FOLDERS = {"haodoo": "big5", "chardet/Big5": "big5", "chardet/GB2312": "gb18030", "chardet/EUC-TW": "euc-tw"}
FAMILIES = {
    "big5": "big5 big5-hkscs big5-uao big5hkscs cp950",
    "gb18030": "gb18030 gbk gb2312 cp936",
    "shift_jis": "shift_jis cp932 shift_jis_2004 shift_jisx0213",
    "windows-1252": "windows-1252 cp1252 iso-8859-1 iso8859-1 latin_1 iso-8859-15 iso8859-15 windows-1254 cp1254",
    "utf-8": "utf-8 utf_8 utf-8-sig",
    "euc-tw": "euc-tw euc_tw",
}
FAMILY = {name: family for family, names in FAMILIES.items() for name in names.split()}
JAPANESE = 2 * (
    "昨日は友達と一緒に新しい映画を見に行きました。とても面白かったので、また来週も行くつもりです。駅前の喫茶店でコーヒーを飲みながら、"
    "主人公の気持ちについて長い時間話しました。帰り道で雨が降り始めたけれど、傘を持っていたから大丈夫でした。"
)
FRENCH = 2 * (
    "L’été dernier, nous avons visité plusieurs villages près de la mer. Le café était fermé, mais la boulangère nous "
    "a donné du pain et des gâteaux à la crème. Où est passée la clé du garçon ? Señor Muñoz wohnt in München. "
)

Decoder = Callable[[bytes, str], tuple[str, str]]


CHANCE = random.Random(4)  # noqa: S311 - not a secret


class Case(NamedTuple):
    """Bytes, what they say, and their charset and its family."""

    raw: bytes
    text: str
    charset: str
    family: str


class Codes(NamedTuple):
    """How a charset writes a character, empty where it cannot; and which of them a snippet must have one of."""

    charset: str
    of: Callable[[str], bytes]
    wanted: frozenset[str] = frozenset()


def main() -> None:
    """Print the tables."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    sets = {**real(data), **made(data)}
    print("share of charsets right / share of characters right")
    print(f"{'set':28} {'n':>4} " + " ".join(f"{name:>18}" for name in DECODERS))
    sure: dict[float, list[bool]] = defaultdict(list)
    spent: Counter[str] = Counter()
    for name, cases in sets.items():
        cells = [score(decoder, how, cases, spent) for how, decoder in DECODERS.items()]
        print(f"{name:28} {len(cases):4} " + " ".join(f"{cell:>18}" for cell in cells), flush=True)
        for case in cases:
            decoded = decode_bytes(case.raw)
            if FAMILY.get(decoded.charset) != "utf-8":
                sure[confidence_class(decoded.confidence)].append(decoded.text == decode(case.raw, case.charset))
    print("\nseconds:", {name: round(seconds, 2) for name, seconds in spent.items()})
    print("\nconfidence  snippets  read right")
    for least, right in sorted(sure.items()):
        print(f"from {least:<6} {len(right):9} {sum(right) / len(right):10.1%}")


def confidence_class(confidence: float) -> float:
    """The lower bound of the class that it falls into."""
    return max(bound for bound in (0, 0.5, 0.8, 0.95, 0.99, 0.999) if confidence >= bound)


def score(decoder: Decoder, how: str, cases: list[Case], spent: Counter[str]) -> str:
    """Both shares."""
    families, characters = 0, 0.0
    for case in cases:
        start = time.process_time()
        text, charset = decoder(case.raw, case.family)
        spent[how] += time.process_time() - start  # type: ignore[assignment]
        families += FAMILY.get(charset.lower()) == case.family
        characters += share(text, case.text)
    return f"{families / len(cases):8.1%} {characters / len(cases):8.2%}"


def share(text: str, wanted: str) -> float:
    """How many of the wanted characters beyond ASCII are there."""
    there = Counter(char for char in text if char > "\x7f")
    needed = Counter(char for char in wanted if char > "\x7f")
    return (there & needed).total() / max(needed.total(), 1)


def real(data: Path) -> dict[str, list[Case]]:
    """The raw files; what they say is what the charset that their folder names makes of them."""
    return {
        folder: [
            Case(raw, decode(raw, family), family, family)
            for raw in (path.read_bytes() for path in sorted((data / "big5" / folder).iterdir()))
        ]
        for folder, family in FOLDERS.items()
    }


def made(data: Path) -> dict[str, list[Case]]:
    """Snippets of real texts in every charset."""
    taiwan = texts(data / "text/small.jsonl.zst")
    mainland = [text for path in sorted((data / "mainland").glob("*.jsonl.zst"))[:6] for text in texts(path)[:100]]
    hong_kong = ["".join(texts(data / "variety/lihkg.jsonl.zst"))]
    sets = {
        "utf-8": (taiwan, of_codec("utf-8"), "utf-8"),
        "utf-8, strays": (taiwan, of_codec("utf-8"), "utf-8"),
        "big5": (taiwan, big5_codes("big5", {}), "big5"),
        "big5, strays": (taiwan, big5_codes("big5", {}), "big5"),
        "big5-hkscs (Hong Kong)": (hong_kong, big5_codes("big5-hkscs", hkscs()), "big5"),
        "big5-uao (boards)": (taiwan, big5_codes("big5-uao", unicode_at_on()), "big5"),
        "gb18030 (mainland)": (mainland, of_codec("gb18030"), "gb18030"),
        "gb18030 (Taiwan)": (taiwan, of_codec("gb18030"), "gb18030"),
        "gb18030, strays": (mainland, of_codec("gb18030"), "gb18030"),
        "euc-tw": (taiwan, euc_tw_codes(), "euc-tw"),
        "shift_jis": ([JAPANESE], of_codec("shift_jis"), "shift_jis"),
        "windows-1252": ([FRENCH], of_codec("windows-1252"), "windows-1252"),
    }
    return {
        f"{name}, {length}": list(snippets(found, codes, family, length, with_strays="strays" in name))
        for name, (found, codes, family) in sets.items()
        for length in LENGTHS
    }


def snippets(found: Sequence[str], codes: Codes, family: str, length: int, *, with_strays: bool) -> Iterator[Case]:
    """Some of so many characters; every second is cut within one more."""
    wanted = codes.wanted
    made = 0
    for _ in range(PER_SET * 400):
        text = CHANCE.choice(found)
        at = CHANCE.randrange(max(len(text) - length, 1))
        text = "".join(char for char in text[at : at + length] if codes.of(char))
        if sum(char > "\x7f" for char in text) < length / 25 or (wanted and wanted.isdisjoint(text)):
            continue
        raw = b"".join(map(codes.of, text))
        made += 1
        if with_strays:
            yield Case(strays(raw), text, codes.charset, family)
        elif made % 2:
            yield Case(raw[:-1], text[:-1], codes.charset, family)
        else:
            yield Case(raw, text, codes.charset, family)
        if made == PER_SET:
            return


def of_codec(codec: str) -> Codes:
    """The charset of one of Python's codecs."""
    return Codes(codec, cache(lambda char: char.encode(codec, "ignore")))


def big5_codes(charset: str, filled: Mapping[int, str]) -> Codes:
    """Big5 with the user-defined characters of somebody."""
    own = {char: code.to_bytes(2, "big") for code, char in big5().items() if not "\ue000" <= char <= "\uf8ff"}
    private = {ord(char): code.to_bytes(2, "big") for code, char in big5().items()}
    more = {char: private[point] for point, char in filled.items() if char not in own}
    ascii_too = {chr(byte): bytes([byte]) for byte in range(0x80)}
    table = more | own | ascii_too
    return Codes(charset, lambda char: table.get(char, b""), frozenset(more))


def euc_tw_codes() -> Codes:
    """The first two planes."""
    place = [bytes((row, column)) for row in range(0xA1, 0xFF) for column in range(0xA1, 0xFF)]
    table = {char: b"\x8e\xa2" + code for char, code in zip(cns_plane_2(), place, strict=False)}
    table |= dict(zip(cns_plane_1(), place, strict=False)) | {chr(byte): bytes([byte]) for byte in range(0x80)}
    return Codes("euc-tw", lambda char: table.get(char, b""))


def strays(raw: bytes) -> bytes:
    """The same with a byte too many here and there."""
    at = sorted(CHANCE.randrange(len(raw)) for _ in range(1 + len(raw) // BYTES_PER_STRAY))
    parts = [raw[first:last] for first, last in pairwise([0, *at, len(raw)])]
    return b"".join(part + bytes([CHANCE.randrange(0x80, 0x100)]) for part in parts[:-1]) + parts[-1]


def texts(path: Path) -> list[str]:
    """All texts of a file."""
    return pl.read_ndjson(path)["text"].drop_nulls().to_list()


def ours(raw: bytes, _: str) -> tuple[str, str]:
    """Nothing said of the charset."""
    return decode_bytes(raw)[:2]


def ours_told_right(raw: bytes, family: str) -> tuple[str, str]:
    """The server tells the charset."""
    return decode_bytes(raw, family)[:2]


def ours_told_wrong(raw: bytes, family: str) -> tuple[str, str]:
    """The server tells another one."""
    return decode_bytes(raw, "big5" if family == "gb18030" else "gb2312" if family == "big5" else "iso-8859-1")[:2]


def datatrove(raw: bytes, _: str) -> tuple[str, str]:
    """As its WARC reader does: UTF-8, else what cchardet says, and no document where that fails."""
    try:
        return raw.decode(), "utf-8"
    except UnicodeDecodeError:
        charset = import_module("cchardet").detect(raw)["encoding"]
    try:
        return raw.decode(charset or "utf-8"), charset or ""
    except (UnicodeDecodeError, LookupError):
        return "", ""


def charset_normalizer(raw: bytes, _: str) -> tuple[str, str]:
    """The best of its matches."""
    from charset_normalizer import from_bytes

    best = from_bytes(raw).best()
    return (str(best), best.encoding) if best else ("", "")


def chardet(raw: bytes, _: str) -> tuple[str, str]:
    """What it says, read with U+FFFD for errors."""
    charset = import_module("chardet").detect(raw)["encoding"] or ""
    try:
        return raw.decode(charset or "ascii", "replace"), charset
    except LookupError:
        return "", charset


DECODERS: Mapping[str, Decoder] = {
    "ours": ours,
    "ours, told right": ours_told_right,
    "ours, told wrong": ours_told_wrong,
    "datatrove": datatrove,
    "charset-normalizer": charset_normalizer,
    "chardet": chardet,
}

if __name__ == "__main__":
    main()
