"""Addresses of homes: down to the house number, and with a word that says that somebody lives there.

Addresses of companies, shops and public places are not personal; without such a word an address is theirs.
"""

import re
from collections.abc import Iterator

from zhtw_clean.text.pii.found import COVER, PHONE_COVER, Span

_COUNTY = (
    r"(?:[台臺][北中南東][市縣]|新北市|桃園[市縣]|高雄[市縣]|基隆市|新竹[市縣]|嘉義[市縣]|苗栗[市縣]|彰化[市縣]|南投[市縣]"
    r"|雲林縣|屏東[市縣]|宜蘭[市縣]|花蓮[市縣]|澎湖縣|金門縣|連江縣)"
)
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_NUMBER = r"[0-9一二三四五六七八九十百〇零]{1,5}"
_POSTCODE = r"(?:\(?\d{3}(?:-?\d{2,3})?\)? ?)?(?:台灣省?|臺灣省?)?,? ?"
_LEVEL = (
    rf"(?>[{_HAN}]{{0,7}}?[縣市鄉鎮區村里路街]|[{_HAN}]{{0,6}}?(?:大道|部落|社區|新村)"
    rf"|[{_HAN}]{{0,4}}? ?{_NUMBER} ?[鄰段巷弄路街]|[{_HAN}]{{1,4}}?巷) ?"
)
_HOUSE = (
    rf"附?{_NUMBER}(?: ?[-之~] ?{_NUMBER})? ?號(?![房床線出公次碼館])(?: ?之 ?{_NUMBER}|-{_NUMBER})?"
    rf"(?:[,， ]{{0,2}}(?:地下|B)?{_NUMBER} ?(?:樓|F|f)(?:[A-Z](?! ?室)|(?: ?[之-] ?{_NUMBER}))?)?"
    rf"(?:[,， ]{{0,2}}(?:[A-Z]?{_NUMBER}[A-Z]?|[A-Z]) ?(?:室|房))?"
)
_ADDRESS = rf"{_POSTCODE}(?:{_LEVEL}){{1,9}}{_HOUSE}"

_LIVES = re.compile(
    r"(?:住(?:所地?|址|處|家|在|於|居)?|居(?:所|住地?)?|現居地?|居住(?:地址?|於|在)?|戶籍(?:地址?|所在地)?|設籍|戶籍設|籍設"
    r"|通[訊信](?:地址|處)"
    r"|(?:(?:收件|收貨|寄件|訂購)人?|住家|租屋|府上|家裡|老家|我家|家中|永久|現居|居家)(?:的?地址|住址|處)?"
    r"|(?:送貨|寄送|配送|宅配|郵寄)(?:地址|住址|處)"
    r"|姓名及地址|[Hh]ome [Aa]ddress)"
    r"(?:\([^()\n]{0,12}\)|[:： \t\n|*「]|在|於|是|為|同上|就|仍|設|籍|到|至|給|地址|住址){0,6}"
    rf"(?P<home>{_ADDRESS})"
)
_ANY = re.compile(rf"(?P<home>{_COUNTY}(?: ?{_LEVEL}){{1,8}}{_HOUSE})")
_BEFORE_COUNTY = re.compile(r"(?:\(?\d{3}(?:-?\d{2,3})?\)? ?(?:[台臺]灣省?)?|[台臺]灣省?)\Z")
_PERSON = re.compile(
    r"收件|收貨|寄件|訂購人|購買人|買家|姓名|先生|小姐|女士|身[分份]證|手機|出生|生日|家長|緊急聯絡|客戶|病患|學生|同學|本人|[男女],"
)
_PLACE = re.compile(
    r"公司|門市|分店|本店|總店|商店|[^人]店|企業|工廠|廠址|事務所|法院|地檢|[^住]處|局|大學|高中|國中|國小|學校|醫院|診所|館|中心|協會|學會|基金會|會址|地點"
    r"|會場|營業|餐|飯店|民宿|旅館|教室|活動|位於|坐落|座落|設址|設於|寺|廟|宮|教會|車站|出版|書局|主辦|承辦|工作|機構|單位"
)
_BACK = 80


def homes(text: str) -> Iterator[Span]:
    """Find addresses of homes, from left to right."""
    end = 0
    for found in sorted((*_LIVES.finditer(text), *_ANY.finditer(text)), key=lambda found: found.start("home")):
        start = found.start("home")
        if found.re is _ANY and (before := _BEFORE_COUNTY.search(text, max(end, start - 16), start)):
            start = before.start()
        if start >= end and (found.re is _LIVES or _is_somebodys(text, start)):
            end = found.end("home")
            yield Span(start, end, "home-address")


def _is_somebodys(text: str, start: int) -> bool:
    before = text[max(0, start - _BACK) : start]
    person, place = (max((found.end() for found in words.finditer(before)), default=-1) for words in (_PERSON, _PLACE))
    # Beside an e-mail address or a telephone number lives somebody, unless it is a place's.
    return person > place or (place < 0 and bool(re.search(f"{COVER}|{PHONE_COVER}", before)))
