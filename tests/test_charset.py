"""What a page or text says, in whatever charset it was written."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhtw_clean.text.charset import decode, decode_html

DATA = Path("../shared/data")


@pytest.mark.parametrize(
    ("raw", "declared", "text", "charset"),
    [
        ("碁恒堃粧裏€許功蓋".encode("cp950", "ignore"), "big5", "碁恒粧裏€許功蓋", "big5"),
        ("堃喆衞".encode("big5hkscs"), "big5", "堃喆衞", "big5"),
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
        ('<meta http-equiv="x" content="text/html; charset=big5">堃喆'.encode("big5hkscs"), None, "堃喆", "big5"),
        ("<?xml version='1.0' encoding='big5'?>峯".encode("big5hkscs"), None, "峯", "big5"),
        ("Привет, мир".encode("cp1251"), "windows-1251", "Привет, мир", "cp1251"),
        (b"", "big5", "", "utf-8"),
        (b"plain", "no-such-charset", "plain", "utf-8"),
        ("這是中文的網頁，我們都看過。".encode("big5"), "hex", "這是中文的網頁，我們都看過。", "big5"),
    ],
)
def test_charset(raw: bytes, declared: str | None, text: str, charset: str) -> None:
    decoded, found = decode_html(raw, declared)
    assert (decoded.rpartition(">")[2], found) == (text, charset)


@given(
    raw=st.binary(max_size=200),
    declared=st.sampled_from([None, "big5", "gbk", "shift_jis", "utf-8", "latin1", "euc-kr"]),
)
def test_any_bytes_have_a_text(raw: bytes, declared: str | None) -> None:
    text, _ = decode_html(raw, declared)
    assert text.encode().decode() == text


def test_every_big5_pair_of_windows_is_read() -> None:
    codes = [code.to_bytes(2, "big") for code in range(0xA140, 0xF9FF) if code & 0xFF >= 0x40]
    known = [pair for pair in codes if "\ufffd" not in pair.decode("cp950", "replace")]
    assert len(known) > 13_000
    assert [pair for pair in known if "\ufffd" in decode(pair, "big5")] == []


@pytest.mark.skipif(not (DATA / "big5").exists(), reason="no data to try")
def test_real_pages_in_old_charsets() -> None:
    folders = {"haodoo": "big5", "chardet/Big5": "big5", "chardet/GB2312": "gb18030"}
    for folder, charset in folders.items():
        for path in (DATA / "big5" / folder).iterdir():
            text, found = decode_html(path.read_bytes())
            assert (found, "\ufffd" in text) == (charset, False), path
