# ruff: noqa: RUF001 - a table has look-alikes
"""How common a character is in the Chinese, Japanese and English of Taiwan's web, in bits.

A character that makes up 2**-n of a text costs n bits. The classes are coarse, since bytes read in the wrong
charset cost twice what they cost in the right one, and need no data but the charsets themselves: each put the common
characters on a level of their own.
"""

from collections.abc import Iterable, Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

MOST_COMMON = (
    "的一是不了在人有我他這个個们們中來来上大為为和國国地到以說说時时要就出會会可也你对對生能而子那得于於著着下自之年过過發发後后作裡里"
    "用道行所然家種种事成方多經经麼么去法學学如都同現现當当沒没動动面起看定天分還还進进好小部其些主樣样理心她本前開开但因只从從想實实"
    "日者意無无力它與与長长把機机十民第公此已工使情明性知全三又關关點点正業业外將将兩两高間间由問问很最重並并物手應应戰战向頭头文體体"
    "政美相見见被利什二等產产或新己制身果加西斯月話话合回特代內内信表化老給给世位次度門门任常先海通教兒儿原東东聲声提立及比員员解水名"
    "真論论處处走義义各入幾几口認认條条平系氣气題题活爾尔更別别打女變变四神總总何電电數数安少報报才結结反受目太量再感建務务做接必場场"
    "件計计管期市直德資资命山金指克許许統统區区保至隊队形社便空決决治展馬马科司五基眼書书非則则聽听白卻却界達达光放強强即像難难且"
    "權权思王象完設设式色路記记南品住告類类求據据程北邊边死張张該该交規规萬万取拉格望覺觉術术領领共確确傳传師师觀观清今切院讓让識识"
    "候帶带導导爭争運运灣湾臺台網网頁页站版文章請请謝谢您吧嗎吗呢啊哦回覆登入首最近每日本站以下可以"
)
PUNCTUATION = "，。、：；！？「」『』（）《》〈〉“”‘’…—　・ー～"
OFF_THE_LISTS = "堃喆煊栢峯邨衞裏綫羣銹恒咗喺嗰啲嚟嘢瞓唞噉揾冚哋畀嘅攞桜絵気♥♡☺"  # of names, Hong Kong and the boards
WESTERN = "éèêëáàâäãåóòôöõøíìîïúùûüñçßæ’“”–—©®°·»«\xa0"
WESTERN_CAPITALS = "".join(WESTERN[:27]).upper().replace("SS", "")

BITS: Mapping[str, float] = {
    "letter": 5,
    "mark": 8,
    "control": 15,
    "western": 7.5,
    "western capital": 12,
    "punctuation": 6,
    "most common": 9,
    "kana": 9.5,
    "common": 14,
    "off the lists": 13,
    "symbol": 13,
    "rare": 20,
    "not in a list": 22,
    "another alphabet": 8,
    "another script": 15,
    "half-width kana": 15,
    "no text": 24,
    "beyond": 26,
    "error": 24,
}
CJK, KANA, HALF_WIDTH_KANA, PRIVATE = (0x3400, 0xA000), (0x3041, 0x30FF), (0xFF61, 0xFFA0), (0xE000, 0xF900)
OTHER_ALPHABETS = (0x370, 0x700), (0xE00, 0xE80), (0xAC00, 0xD7A4)  # Greek to Arabic, Thai, Korean
LAST = 0x10000  # the array's last entry stands for all beyond it


@cache
def bits() -> NDArray[np.float32]:
    """What each character below U+10000 costs, and in the last place what all others do."""
    cost = np.full(LAST + 1, BITS["another script"], np.float32)
    cost[LAST] = BITS["beyond"]
    for first, last in OTHER_ALPHABETS:
        cost[first:last] = BITS["another alphabet"]
    cost[0x80:0x100] = BITS["symbol"]
    _set(cost, _kuten("big5", 0xA1, 0xA3), "symbol")
    for first, last in ((0x2460, 0x2600), (0x3105, 0x3130), (0xFF01, 0xFF5F)):
        cost[first:last] = BITS["symbol"]
    cost[slice(*CJK)] = BITS["not in a list"]
    _set(cost, _kuten("big5", 0xC9, 0xF9) + _kuten("gb2312", 0xD8, 0xF7), "rare")
    _set(cost, _kuten("big5", 0xA4, 0xC6) + _kuten("gb2312", 0xB0, 0xD7) + _kuten("euc_jp", 0xB0, 0xCF), "common")
    cost[slice(*KANA)] = BITS["kana"]
    cost[slice(*HALF_WIDTH_KANA)] = BITS["half-width kana"]
    cost[slice(*PRIVATE)] = BITS["no text"]
    cost[0x80:0xA0] = BITS["no text"]
    for chars, kind in (
        (OFF_THE_LISTS, "off the lists"),
        (WESTERN_CAPITALS, "western capital"),
        (WESTERN, "western"),
        (MOST_COMMON, "most common"),
        (PUNCTUATION, "punctuation"),
    ):
        _set(cost, chars, kind)
    cost[0xFFFD] = BITS["error"]
    cost[:0x20] = BITS["control"]
    _set(cost, map(chr, (*range(0x20, 0x7F), 9, 10, 13, 27)), "letter")
    _set(cost, "@[\\]^_`{|}~", "mark")
    return cost


def cost(text: str) -> float:
    """What a text costs."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return float(bits()[np.minimum(points, LAST)].sum())


def _set(cost: NDArray[np.float32], chars: Iterable[str], kind: str) -> None:
    cost[[ord(char) for char in chars]] = BITS[kind]


def _kuten(codec: str, first: int, last: int) -> str:
    """The characters of some rows of a charset, which are a level of it."""
    codes = (bytes((lead, trail)) for lead in range(first, last + 1) for trail in range(0x40, 0xFF))
    chars = (code.decode(codec, "ignore") for code in codes)
    return "".join(char for char in chars if len(char) == 1)
