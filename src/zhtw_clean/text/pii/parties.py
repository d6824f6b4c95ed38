"""Names of the parties of a judgment, which stand after their role at the head of it, wherever they recur."""

import re
from collections.abc import Iterator

from zhtw_clean.text.pii.found import Span

# The surnames that nine in ten people bear (Ministry of the Interior, 全國姓名統計分析), and the commonest double ones.
_SURNAMES = (
    "陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾游彭詹胡施沈余盧梁趙顏柯翁魏孫戴范方宋鄧杜傅侯曹薛丁卓阮馬"
    "董溫唐藍石蔣田康鄒白涂尤巫韓龔嚴袁汪古金童姚章駱倪雷柳史湯饒粘歐湛連俞紀夏伍邵程任甘陸馮姜熊錢鄔艾秦華崔符孟蘭萬段秋辛項毛賀龍易"
)
_NAME = rf"(?:歐陽|司馬|上官|諸葛|張簡|范姜|[{_SURNAMES}])[\u3400-\u4dbf\u4e00-\u9fff]{{1,2}}"
_ROLES = (
    *(
        "原告",
        "被告",
        "上訴人",
        "被上訴人",
        "聲請人",
        "相對人",
        "抗告人",
        "再抗告人",
        "債權人",
        "債務人",
        "告訴人",
        "自訴人",
        "被害人",
    ),
    *(
        "受刑人",
        "異議人",
        "受處分人",
        "參加人",
        "被移送人",
        "再審原告",
        "再審被告",
        "反訴原告",
        "反訴被告",
        "附帶上訴人",
        "附帶被上訴人",
    ),
    *("即被告", "即原告", "兼法定代理人", "法定代理人"),
)
_ROLE = "|".join(" *".join(role) for role in sorted(_ROLES, key=len, reverse=True))
_PARTY = re.compile(rf"(?m)^ *(?:(?:{_ROLE}) *)+[ \t:：]+(?P<name>{_NAME})(?=[ \t]*(?:$|[(（,，男女住即]))")
_HEAD = re.compile("判決|裁定|起訴書|處分書|支付命令|筆錄")
_HEAD_SIZE = 300  # characters in which a judgment says that it is one


def party_names(text: str) -> Iterator[Span]:
    """Find the names of parties; those of judges, clerks and lawyers are public and stay."""
    if not _HEAD.search(text, 0, _HEAD_SIZE):
        return
    names = {found["name"] for found in _PARTY.finditer(text)}
    if names:
        longest_first = sorted(names, key=lambda name: (-len(name), name))
        for found in re.finditer("|".join(map(re.escape, longest_first)), text):
            yield Span(*found.span(), "party-name")
