# ruff: noqa: RUF001, S311 - look-alikes are what is decoded; no secrets
"""What a page or text says, in whatever charset it was written."""

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhtw_clean.text.big5 import big5, cns_plane_1, cns_plane_2, hkscs, unicode_at_on
from zhtw_clean.text.charset import decode, decode_bytes
from zhtw_clean.text.commonness import MOST_COMMON, PUNCTUATION

DATA = Path("../shared/data")
STORY = "昨天下午我們去看了新開的夜市，從車站走過去大約十分鐘，路上人很多。"
CODE_OF = {text: code.to_bytes(2, "big") for code, text in big5().items()}


def in_big5(text: str) -> bytes:
    """Big5, with private characters as user-defined codes."""
    return b"".join(char.encode("ascii") if char < "\x80" else CODE_OF[char] for char in text)


@pytest.mark.parametrize(
    ("raw", "declared", "text", "charset"),
    [
        ("碁恒堃粧裏€許功蓋".encode("cp950", "ignore"), "big5", "碁恒粧裏€許功蓋", "big5"),
        ("堃喆衞".encode("big5hkscs"), "big5", "堃喆衞", "big5-hkscs"),
        (
            "你\x80好，這是中文".encode("cp950", "ignore").replace(b"\xa7A", b"\xa7A\xff"),
            None,
            "你\ufffd好，這是中文",
            "big5",
        ),
        (b"\xc6\xe7\xc6\xa1\xa1\x45\xa2\x44", "big5", "ぁ①‧￥", "big5"),
        ("这是中文的网页，我们都看过。".encode("gbk"), "gb2312", "这是中文的网页，我们都看过。", "gb18030"),
        ("這是中文的網頁，我們都看過。".encode("gbk"), None, "這是中文的網頁，我們都看過。", "gb18030"),
        ("これは日本語のページです。".encode("cp932"), None, "これは日本語のページです。", "shift_jis"),
        ("Café “déjà vu”".encode("cp1252"), "iso-8859-1", "Café “déjà vu”", "windows-1252"),
        ("這是中文".encode(), "big5", "這是中文", "utf-8"),
        ("這是中文的網頁，我們都看過。".encode("big5"), "iso-8859-1", "這是中文的網頁，我們都看過。", "big5"),
        ("這是中文的網頁，我們都看過。".encode("big5"), "utf-8", "這是中文的網頁，我們都看過。", "big5"),
        ("這是中文的網頁，我們都看過。".encode() + b"\xff", "big5", "這是中文的網頁，我們都看過。\ufffd", "utf-8"),
        ("這是中文的網頁".encode()[:-1], None, "這是中文的網\ufffd", "utf-8"),
        (b"\xef\xbb\xbf\xe5\xa5\xbd", "big5", "好", "utf-8"),
        ("好".encode("utf-16"), "big5", "好", "utf-16-le"),
        ('<meta http-equiv="x" content="text/html; charset=big5">堃喆'.encode("big5hkscs"), None, "堃喆", "big5-hkscs"),
        ("<?xml version='1.0' encoding='big5'?>峯".encode("big5hkscs"), None, "峯", "big5-hkscs"),
        ("Привет, мир".encode("cp1251"), "windows-1251", "Привет, мир", "cp1251"),
        (b"", "big5", "", "utf-8"),
        (b"plain", "no-such-charset", "plain", "utf-8"),
        ("這是中文的網頁，我們都看過。".encode("big5"), "hex", "這是中文的網頁，我們都看過。", "big5"),
    ],
)
def test_charset(raw: bytes, declared: str | None, text: str, charset: str) -> None:
    decoded = decode_bytes(raw, declared)
    assert (decoded.text.rpartition(">")[2], decoded.charset) == (text, charset)


def boards(text: str) -> bytes:
    """Text as PTT wrote it: Big5 with Unicode-at-on."""
    private = {char: chr(point) for point, char in unicode_at_on().items()}
    return in_big5("".join(char if char in CODE_OF or char < "\x80" else private[char] for char in text))


def test_characters_that_strict_big5_loses() -> None:
    assert decode("碁恒粧裏銹墻嫺".encode("cp950"), "big5") == "碁恒粧裏銹墻嫺"
    assert decode_bytes((STORY + "游錫堃").encode("big5hkscs"), "big5").text == STORY + "游錫堃"
    assert decode_bytes(boards(STORY + "游錫堃")).text == STORY + "游錫堃"


@pytest.mark.parametrize(
    ("code", "char"),
    [
        (0xA145, "‧"),
        (0xA3E1, "€"),
        (0xC6A1, "①"),
        (0xC6E7, "ぁ"),
        (0xC7F2, "ヶ"),
        (0xC7F3, "А"),
        (0xC875, "я"),
        (0xC94A, "\ufa0c"),
        (0xDDFC, "\ufa0d"),
        (0xF9FE, "▓"),
        (0xFA40, "\ue000"),
        (0x8E40, "\ue311"),
        (0x8140, "\ueeb8"),
        (0xA0FE, "\ueeb7"),
        (0xC8FE, "ɪ"),
    ],
)
def test_codes_of_big5(code: int, char: str) -> None:
    assert decode(code.to_bytes(2, "big"), "big5") == char


def test_every_big5_pair_of_windows_is_read() -> None:
    pairs = {code.to_bytes(2, "big"): code for code in range(0xA140, 0xF9FF) if not 0xC6A1 <= code <= 0xC8FE}
    known = {pair: pair.decode("cp950", "ignore") for pair in pairs if pair[1] >= 0x40}
    assert sum(len(char) == 1 and char > "\x7f" for char in known.values()) > 13_000
    assert {pair for pair, char in known.items() if char > "\x7f" and big5().get(pairs[pair]) != char} == set()


@pytest.mark.parametrize(("charset", "codec"), [("gb18030", "gb18030"), ("shift_jis", "cp932"), ("euc-kr", "cp949")])
def test_every_pair_is_what_pythons_codec_makes_of_it(charset: str, codec: str) -> None:
    pairs = [bytes((lead, trail)) for lead in range(0x81, 0xFF) for trail in range(0x30, 0xFF)]
    known = {pair: char for pair in pairs if len(char := pair.decode(codec, "replace")) == 1 and char != "\ufffd"}
    assert len(known) > 7_000
    assert {pair for pair, char in known.items() if decode(pair, charset) != char} == set()


def test_four_bytes() -> None:
    assert decode("😀㐂中𠮷\u0e01".encode("gb18030"), "gb18030") == "😀㐂中𠮷\u0e01"
    assert decode(b"\x8e\xa2\xa1\xa1\xc4\xa1\x8e\xa1\xc4\xa1", "euc-tw") == "乂一一"


def test_planes_of_cns() -> None:
    first, second = list(cns_plane_1()), list(cns_plane_2())
    assert (first[35 * 94], first[-1], second[0], second[-1]) == ("一", "籲", "乂", "龘")
    assert len(first) == 35 * 94 + 5401
    assert len(second) == 7650
    assert len({*first, *second}) > 13_050


def test_who_filled_big5() -> None:
    boards_text = "推 うん那張圖的桜真的很讚♥ 气氛也好"
    assert decode_bytes(boards(STORY + boards_text))[:2] == (STORY + boards_text, "big5-uao")
    cantonese = "佢哋喺嗰度食咗飯先嚟，啲嘢好好食。"
    assert decode_bytes(cantonese.encode("big5hkscs"))[:2] == (cantonese, "big5-hkscs")
    assert set(hkscs()) & set(unicode_at_on())


def test_what_nobody_filled_stays_private() -> None:
    text, charset, _ = decode_bytes(in_big5(STORY) + b"\xfa\x5b", "big5")
    assert (text, charset) == (STORY + "\ue01b", "big5")


def test_what_a_source_names_decides_who_filled_big5() -> None:
    raw = in_big5(STORY) + b"\xfb\x48"
    assert decode_bytes(raw, "big5-hkscs").charset == "big5-hkscs"
    assert decode_bytes(raw, "big5-uao").charset == "big5-uao"


def test_a_character_in_two_colours() -> None:
    raw = "推".encode("cp950")[:1] + b"\x1b[1;31m" + "推".encode("cp950")[1:] + b"\x1b[m " + STORY.encode("cp950")
    assert decode_bytes(raw).text == "推\x1b[1;31m\x1b[m " + STORY


def test_confidence() -> None:
    assert decode_bytes(STORY.encode()).confidence == 1
    assert decode_bytes(STORY.encode("cp950")).confidence > 0.999
    assert decode_bytes("國".encode("cp950")).confidence < 0.9
    assert decode_bytes(random.Random(1).randbytes(2000)).confidence < 0.1


COMMON = st.text(MOST_COMMON + PUNCTUATION + "abc 123\n", min_size=1, max_size=40)
CHARSETS = {
    "utf-8": "utf-8",
    "big5": "cp950",
    "big5-hkscs": "big5hkscs",
    "gb18030": "gb18030",
    "shift_jis": "cp932",
    "windows-1252": "cp1252",
}


@given(text=COMMON, charset=st.sampled_from(sorted(CHARSETS)))
@settings(deadline=None)
def test_text_comes_back(text: str, charset: str) -> None:
    raw = text.encode(CHARSETS[charset], "ignore")
    assert decode(raw, charset) == raw.decode(CHARSETS[charset])


@given(before=COMMON, after=COMMON, charset=st.sampled_from(["big5", "gb18030", "utf-8"]))
@settings(deadline=None)
def test_a_byte_that_begins_nothing_costs_one_character(before: str, after: str, charset: str) -> None:
    codec = CHARSETS[charset]
    first, second = before.encode(codec, "ignore"), after.encode(codec, "ignore")
    assert decode(first + b"\xff" + second, charset) == first.decode(codec) + "\ufffd" + second.decode(codec)


@pytest.mark.parametrize("charset", ["big5", "gb18030", "utf-8"])
def test_a_byte_too_many_shifts_little(charset: str) -> None:
    chance = random.Random(1)
    raw = STORY.encode(CHARSETS[charset])
    lost = []
    for _ in range(500):
        at, stray = chance.randrange(len(raw)), chance.randrange(0x80, 0x100)
        lost.append(changed(STORY, decode(raw[:at] + bytes([stray]) + raw[at:], charset)))
    assert sum(n <= 1 for n in lost) > 390
    assert sum(n <= 2 for n in lost) > 470
    assert max(lost) <= 5


def changed(wanted: str, text: str) -> int:
    """How many characters lie between what is right at the beginning and at the end."""
    right = next((n for n, (a, b) in enumerate(zip(wanted, text, strict=False)) if a != b), min(len(wanted), len(text)))
    wanted, text = wanted[right:], text[right:]
    backwards = zip(reversed(wanted), reversed(text), strict=False)
    return len(wanted) - next((n for n, (a, b) in enumerate(backwards) if a != b), min(len(wanted), len(text)))


@given(
    raw=st.binary(max_size=200),
    declared=st.sampled_from([None, "big5", "big5-uao", "gbk", "shift_jis", "utf-8", "latin1", "euc-kr", "euc-tw"]),
)
@settings(deadline=None)
def test_any_bytes_have_a_text(raw: bytes, declared: str | None) -> None:
    text, _, confidence = decode_bytes(raw, declared)
    assert text.encode().decode() == text
    assert 0 <= confidence <= 1


def test_any_bytes_are_read_in_time() -> None:
    decode_bytes(b"\xff")
    start = time.process_time()
    decode_bytes(random.Random(1).randbytes(1_000_000))
    decode_bytes(b"\xa4" * 1_000_000)
    assert time.process_time() - start < 5


@pytest.mark.skipif(not (DATA / "big5").exists(), reason="no data to try")
def test_real_pages_in_old_charsets() -> None:
    folders = {"haodoo": "big5", "chardet/Big5": "big5", "chardet/GB2312": "gb18030", "chardet/EUC-TW": "euc-tw"}
    for folder, charset in folders.items():
        for path in (DATA / "big5" / folder).iterdir():
            decoded = decode_bytes(path.read_bytes())
            assert (decoded.charset, "\ufffd" in decoded.text) == (charset, False), path
            assert decoded.confidence > 0.99
