"""Other ways to tell whose Chinese a text is, to compare `not-taiwanese` with. Each says what it would drop."""

import re

from script_peers import Judge, fineweb_zhtw, one_by_one
from script_peers import judges as script_judges

ZHTWPLUS = re.compile(
    "云(?![:：])|气|愿|位于|致力于|屬于|售后|范圍|制作|由于|對于|用于|博客|易于|傢俬|信息|關于|并|采樣|前后|視頻|仲有|人民日報|么|聯系"
    "|@163.com|采訪|采用|以后|建于|筑|粘|墻|公眾號|包養|裸聊|淫狼|同城|淫女|蕩婦|肛交|口爆"
)
"""The words of FineWeb-zhtw's last stage, as its code has them."""


def judges() -> dict[str, Judge]:
    """All that can be compared here, by name."""
    others = {name: judge for name, judge in script_judges().items() if name not in {"simplified", "FineWeb-zhtw"}}
    words = one_by_one(lambda text: fineweb_zhtw(text) or bool(ZHTWPLUS.search(text)))
    return {"FineWeb-zhtw": words, **others}
