"""From the bytes of a page to its text.

What is asked, in order: a byte order mark; whether the bytes are UTF-8, which other charsets
hardly ever are by chance; then which charset makes the likeliest Chinese of them, where one
that the server or the page names starts ahead. Names mean what browsers take them to mean
(WHATWG Encoding: `gb2312` is GB18030, `iso-8859-1` is windows-1252, `big5` has the HKSCS characters).
"""

import codecs
import re

BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
CANDIDATES = ("utf-8", "big5", "gb18030", "shift_jis", "windows-1252")
PYTHON_CODEC = {"shift_jis": "cp932", "euc-kr": "cp949", "windows-1252": "cp1252"}
WHATWG = {
    "big5": "big5 big5-hkscs big5hkscs cn-big5 csbig5 x-x-big5 cp950 ms950",
    "gb18030": "gb18030 gbk gb2312 gb_2312 gb_2312-80 gb2312-80 x-gbk chinese csgb2312 iso-ir-58 cp936 ms936 euc-cn",
    "shift_jis": "shift_jis shift-jis sjis x-sjis csshiftjis ms_kanji ms932 windows-31j cp932",
    "euc-kr": "euc-kr euckr cseuckr ks_c_5601-1987 ksc5601 ksc_5601 korean cp949 windows-949",
    "windows-1252": "windows-1252 cp1252 iso-8859-1 iso8859-1 iso_8859-1 iso88591 latin1 latin-1 l1 ascii us-ascii",
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 x-unicode20utf8 utf-16 utf-16le utf-16be unicode",
}
OTHERS = re.compile(
    r"cp125\d|iso8859-\d+|koi8-[ru]|euc_jp|cp874|tis-620"
)  # names of codecs that mean what browsers mean
LABELS = {label: charset for charset, labels in WHATWG.items() for label in labels.split()}

HEAD = 4096  # bytes in which a page may name its charset; browsers look at 1024, many pages are late
IN_PAGE = re.compile(
    rb"""<meta\b[^>]{0,400}?\bcharset\s*=\s*["']?\s*([\w.:-]+)|<\?xml\b[^>]{0,100}?\bencoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)

SAMPLE = 16_384  # bytes, from the first that is not ASCII
NAMED_BONUS = 0.15  # right Chinese has a score of 0.3 to 0.6, wrong of 0.0 to 0.1
ERROR_WEIGHT = 3
UTF8_ERRORS = 0.1  # bytes that are not UTF-8 at all give nine errors in ten

COMMON = frozenset(
    "的一是不了在人有我他這個们們中來来上大為为和國国地到以說说時时要就出會会可也你對对生能而子那得于於著着下自之年過过發发後后作裡里"
    "用道行所然家種种事成方多經经麼么去法學学如都同現现當当沒没動动面起看定天分還还進进好小部其些主樣样理心她本前開开但因只從从想實实"
    "日者意無无力它與与長长把機机十民第公此已工使情明性知全三又關关點点正業业外將将兩两高間间由問问很最重並并物手應应戰战向頭头文體体"
    "政美相見见被利什二等產产或新己制身果加西斯月話话合回特代內内信表化老給给世位次度門门任常先海通教兒儿原東东聲声提立及比員员解水名"
    "真論论處处走義义各入幾几口認认條条平系氣气題题活爾尔更別别打女變变四神總总何電电數数安少報报才結结反受目太量再感建務务做接必場场"
    "件計计管期市直德資资命山金指克許许統统區区保至隊队形社便空決决治展馬马科司五基眼書书非則则聽听白卻却界達达光放強强即像難难且"
    "權权思王象完設设式色路記记南品住告類类求據据程北邊边死張张該该交規规萬万取拉格望覺觉術术領领共確确傳传師师觀观清今切院讓让識识"
    "候帶带導导爭争運运灣湾臺台網网頁页站版文章請请謝谢您吧嗎吗呢啊哦回覆登入首最近每日本站以下可以"
    "，。、：；！？「」『』（）《》〈〉“”…—　・ー～"
    "のにはをたがでてとしれさいるなんあっこもうらかりすくき"
)

BIG5_MORE = {  # the codec for Big5 with HKSCS lacks these; the values are WHATWG's
    b"\xa3\xe1": "€",
    b"\xc6\xcf": "廴",
    b"\xc6\xd3": "无",
    b"\xc6\xd5": "癶",
    b"\xc6\xd7": "辵",
    b"\xc6\xde": "〃",
    b"\xc6\xdf": "仝",
}
BIG5_OTHERWISE = str.maketrans(  # where that codec and Windows differ, what Taiwan's pages mean is Windows
    {"•": "‧", "､": "﹑", "‾": "¯", "\u223c": "～", "♁": "⊕", "☉": "⊙", "¥": "￥", "¢": "￠", "£": "￡", "￭": "▓"}
)


def decode_html(raw: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text of a page and the charset it was read with; a byte that fits nowhere costs one U+FFFD.

    Args:
        raw: the page, or any text.
        declared: the charset named outside it, in the HTTP header.
    """
    charset = guess(raw, declared)
    return decode(raw, charset), charset


def decode(raw: bytes, charset: str) -> str:
    """Text from bytes whose charset is known, without byte order mark."""
    if charset == "big5":
        text = raw.decode("big5hkscs", _BIG5_ERRORS)
        return text if BIG5_OTHERWISE.keys().isdisjoint(map(ord, text)) else text.translate(BIG5_OTHERWISE)
    return raw.decode(PYTHON_CODEC.get(charset, charset), "replace").removeprefix("\ufeff")


def guess(raw: bytes, declared: str | None = None) -> str:
    """The charset of a page: a WHATWG name, or Python's where WHATWG has none."""
    for bom, charset in BOMS.items():
        if raw.startswith(bom):
            return charset
    if _is_utf8(raw):
        return "utf-8"
    sample = raw[_first_not_ascii(raw) :][:SAMPLE]
    if _score(sample, "utf-8")[1] <= UTF8_ERRORS:
        return "utf-8"
    named = [charset for charset in map(_charset, (declared, _named_in(raw))) if charset]
    scores = {
        charset: _score(sample, charset)[0] + NAMED_BONUS * (charset in named) for charset in (*named, *CANDIDATES)
    }
    return max(scores, key=lambda charset: scores[charset])


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _first_not_ascii(raw: bytes) -> int:
    found = re.search(rb"[\x80-\xff]", raw)
    return found.start() if found else 0


def _named_in(raw: bytes) -> str | None:
    found = IN_PAGE.search(raw[:HEAD])
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def _charset(label: str | None) -> str | None:
    name = (label or "").strip(" \t\r\n\"'").lower()
    if name in LABELS:
        return LABELS[name]
    try:
        found = codecs.lookup(name)
    except LookupError:
        return None
    return found.name if OTHERS.fullmatch(found.name) else None


def _score(sample: bytes, charset: str) -> tuple[float, float]:
    """How Chinese the sample looks as this charset, and the share of characters that are errors."""
    text = decode(sample, charset).removesuffix("\ufffd")  # the last character may be cut
    unusual = [c for c in text if c > "\x7f"]
    n = max(len(unusual), 1)
    errors = unusual.count("\ufffd") / n
    return sum(c in COMMON for c in unusual) / n - ERROR_WEIGHT * errors, errors


def _big5_error(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    pair = error.object[error.start : error.start + 2]
    return (BIG5_MORE[pair], error.start + 2) if pair in BIG5_MORE else ("\ufffd", error.start + 1)


_BIG5_ERRORS = "zhtw-clean-big5"
codecs.register_error(_BIG5_ERRORS, _big5_error)
