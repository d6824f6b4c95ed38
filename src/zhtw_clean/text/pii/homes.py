"""Addresses of homes: down to the house number, and with a word that says that somebody lives there.

Addresses of companies, shops and public places are not personal; without such a word an address is theirs.
"""

import re
from collections.abc import Iterator

from zhtw_clean.text.pii.found import COVER, Span

_COUNTY = (
    r"(?:[台臺][北中南東][市縣]|新北市|桃園[市縣]|高雄[市縣]|基隆市|新竹[市縣]|嘉義[市縣]|苗栗[市縣]|彰化[市縣]|南投[市縣]"
    r"|雲林縣|屏東[市縣]|宜蘭[市縣]|花蓮[市縣]|澎湖縣|金門縣|連江縣)"
)
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ue000-\uf8ff\U00020000-\U0003ffff\U000f0000-\U0010fffd"
"""Characters of names; some roads have one that only the household registry knows, in a private area."""
_NUMBER = "[0-9一二三四五六七八九十百廿卅〇零]{1,5}"
_POSTCODE = r"(?:\(?\d{3}(?:-?\d{2,3})?\)? ?)?(?:台灣省?|臺灣省?)?,? ?"
_LEVEL = (
    rf"(?>[{_HAN}]{{0,7}}?[縣市鄉鎮區村里路街]|[{_HAN}]{{0,6}}?(?:大道|部落|社區|新村)"
    rf"|[{_HAN}]{{0,4}}? ?{_NUMBER} ?[鄰段巷弄路街]|[{_HAN}]{{1,4}}?[巷段弄]) ?"
)
_HOUSE = (
    rf"[附臨特]?{_NUMBER}(?: ?[-之~] ?{_NUMBER})? ?號(?![房床線出公次碼館病桌攤櫃]|月台|車廂)"
    rf"(?: ?之 ?{_NUMBER}|-{_NUMBER})?"
    rf"(?:[,， ]{{0,2}}[A-Z0-9一二三四五六七八九十]{{1,2}}棟)?"
    rf"(?:[,， ]{{0,2}}(?:(?:地下|B)?{_NUMBER} ?[樓Ff](?:[A-Z](?! ?室)|(?: ?[之-] ?{_NUMBER}))?|頂樓|B\d(?![0-9A-Z])))?"
    rf"(?:[,， ]{{0,2}}(?:[A-Z]?{_NUMBER}[A-Z]?|[A-Z]) ?(?:室|房))?"
)
_NO_PLACE = (
    r"[的了是在我你您他她這們說叫就號]|那[裡邊間個棟家]|月(?=\d)|醫院|病院|大學|學校|[國高]中|國小|公司|飯店|旅館|酒店"
    "|捷運|公車|教室|宿舍|隔壁|對面|附近"
)
_PLACE = rf"(?:(?!{_NO_PLACE})[{_HAN}]){{1,8}}?"
"""A place without roads, or along one: 「西湖鄉龍洞152號」, 「中興路南溝邊3號」."""
_HAMLET = (
    rf"(?:(?!{_NO_PLACE})[{_HAN}]){{0,4}}?[寮坑厝湖埔庄莊坪腳脚尾崙仔子潭圍墘窩嶺屯股份林溪頂園口港灣溝田角底橋營山興]"
)
_ADDRESS = rf"{_POSTCODE}(?:(?:{_LEVEL}){{1,9}}(?:{_PLACE})??{_HOUSE}|{_HAMLET}{_HOUSE})"

_LIVES = re.compile(
    r"(?:住(?:所地?|址|處|家|在|於|居)?|居(?:所|住地?)?|現居地?|居住(?:地址?|於|在)?|戶籍(?:地址?|所在地)?|設籍|戶籍設|籍設"
    r"|通[訊信](?:地址|處)"
    r"|(?:(?:收件|收貨|寄件|訂購)人?|住家|租屋|府上|家裡|老家|我家|家中|永久|現居|居家)(?:的?地址|住址|處)?"
    r"|(?:送貨|寄送|配送|宅配|郵寄)(?:地址|住址|處)"
    r"|姓名及地址|(?:喪宅|自宅|宅址|新址|舊址|送\w{0,2}到府|帳單地址)|[Hh]ome [Aa]ddress)"
    r"(?:\([^()\n]{0,12}\)|[:： \t\n|*「]|在|於|是|同上|就|仍|設|籍|到|給|地址|住址"
    r"|為(?![民公隨])|至(?![善聖誠學平賢公真])){0,6}"  # 為公路, 至善街
    rf"(?P<home>{_ADDRESS})"
)
_SAYS_WHERE = re.compile(
    r"(?:(?:住|居住?|現居|戶籍|通[訊信]|收件|收貨|寄件|送貨|寄送|配送|宅配|郵寄)(?:地址|住?址|所地?)|通[訊信]處|戶籍地?|設籍|籍設)"
    r"(?:\([^()\n]{0,12}\)|[:： \t|*]|在|於){1,3}"
    rf"(?P<home>{_POSTCODE}{_PLACE}{_HOUSE})"
)
_NOT_THE_NAME = rf"[{_HAN}]{{0,6}}?[的了是在我你他住居籍址寄送到請給於]|[{_HAN}]{{1,8}}?{_COUNTY}|香港|九龍|新界"
_ANY = re.compile(
    rf"(?P<home>(?:(?P<county>{_COUNTY}) ?|(?<![{_HAN}])(?=[{_HAN}])(?!{_NOT_THE_NAME}))"
    rf"(?:{_LEVEL}){{1,8}}(?:{_PLACE})??{_HOUSE})"
)
_BEFORE_COUNTY = re.compile(r"(?:\(?\d{3}(?:-?\d{2,3})?\)? ?(?:[台臺]灣省?)?|[台臺]灣省?)\Z")
_PERSON = re.compile(
    r"[\u4e00-\u9fff]○[\u4e00-\u9fff]|戶名|屋主|房東|房客|[承出]租人|收款人|監護|患者|病人|要保人|被保險人|收件|收貨|寄件|訂購人|購買人|買家|姓名|先生|小姐|女士|身[分份]證|手機|出生|生日|家長|緊急聯絡|客戶|病患|學生(?!會)|同學|本人|[男女],"
)
_ORGANISATION = re.compile(
    r"公司|門市|分店|本店|總店|商店|[^人]店|企業|工廠|廠址|事務所|法院|地檢|[^住]處|局|大學|高中|國中|國小|學校|醫院|診所|館|中心|協會|學會|基金會|會址|地點"
    r"|會場|營業|餐|飯店|民宿|旅館|教室|活動|位於|坐落|座落|設址|設於|寺|廟|宮|教會|車站|出版|書局|主辦|承辦|工作|機構|單位"
)
_HOUSE_NUMBER = re.compile("[0-9一二三四五六七八九十百廿卅〇零] ?號")
_BEFORE, _AFTER = 120, 60
_FAR, _NEAR = 80, 40  # characters before an address with a county, and without


def homes(text: str) -> Iterator[Span]:
    """Find addresses of homes, from left to right."""
    end = 0
    patterns = _LIVES, _SAYS_WHERE, _ANY
    everywhere = (found for at in _near_houses(text) for pattern in patterns for found in pattern.finditer(text, *at))
    for found in sorted(everywhere, key=lambda found: found.start("home")):
        start = found.start("home")
        if found.re is _ANY and (before := _BEFORE_COUNTY.search(text, max(end, start - 16), start)):
            start = before.start()
        if start >= end and (found.re is not _ANY or _is_somebodys(text, start, _FAR if found["county"] else _NEAR)):
            end = found.end("home")
            yield Span(start, end, "home-address")


def _near_houses(text: str) -> Iterator[tuple[int, int]]:
    """Where house numbers stand, with as much around them as an address and its words may have."""
    start, stop = 0, 0
    for house in _HOUSE_NUMBER.finditer(text):
        if house.start() - _BEFORE > stop:
            yield start, stop
            start = house.start() - _BEFORE
        stop = house.end() + _AFTER
    yield start, stop


def _is_somebodys(text: str, start: int, back: int) -> bool:
    before = text[max(0, start - back) : start]
    person, place = (
        max((found.end() for found in words.finditer(before)), default=-1) for words in (_PERSON, _ORGANISATION)
    )
    # Beside an identity number or a birth date lives somebody; beside a telephone number it may be a restaurant.
    return person > place or (place < 0 and COVER in before)
