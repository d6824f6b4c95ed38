"""Simplified documents made traditional: which, how, and what OpenCC makes of tricky words."""

import threading

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhtw_clean.stage import mark
from zhtw_clean.stages.convert_script import ConvertScript
from zhtw_clean.stages.simplified import Simplified
from zhtw_clean.testing import TRICKY, check_stage
from zhtw_clean.text.convert import convert_texts, converter

patient = settings(deadline=None)  # OpenCC loads on its first call
SIMPLIFIED = "他们说这个网页里面的资料都是简体字，应该请编辑把标题和内容转换过来。"
TRADITIONAL = "他們說這個網頁裡面的資料都是正體字，編輯不必再轉換標題和內容。"
ANYTHING = ConvertScript(min_ratio=0, min_distinct=1)

GOLDEN = {
    "他穿着一件衣服，看着名著，睡着了；这是著名的著作。": "他穿著一件衣服，看著名著，睡著了；這是著名的著作。",
    "台湾的台风吹倒了舞台，天台山的台州人": "臺灣的颱風吹倒了舞臺，天台山的台州人",
    "这里有一公里，邻里之间，里程碑，里约热内卢": "這裡有一公里，鄰里之間，里程碑，里約熱內盧",
    "什么，那么多，要么怎么样": "什麼，那麼多，要麼怎麼樣",
    "干净的干部在树干旁干活，干涉若干饼干，天干地支": "乾淨的幹部在樹幹旁幹活，干涉若干餅乾，天干地支",
    "皇后在后面，太后以后，后羿后来": "皇后在後面，太后以後，后羿後來",
    "头发发现发财，千钧一发": "頭髮發現發財，千鈞一髮",
    "面条的表面，方便面": "麵條的表面，方便麵",
    "复杂地复习，重复答复，山重水复": "複雜地複習，重複答覆，山重水複",
    "钟情于钟表": "鍾情於鐘錶",
    "系统的关系，系鞋带": "系統的關係，繫鞋帶",
    "几乎斗了几个，茶几上的北斗": "幾乎鬥了幾個，茶几上的北斗",
    "征服长征，特征是征税": "征服長征，特徵是徵稅",
    "人云亦云的云彩，云南说": "人云亦云的雲彩，雲南說",
    "日历的历史，经历": "日曆的歷史，經歷",
    "尽管尽力": "儘管盡力",
    "余光中的余额": "余光中的餘額",
    "范仲淹是模范": "范仲淹是模範",
    "沈从文在沈阳": "沈從文在瀋陽",
    "词汇和外汇": "詞彙和外匯",
    "获得收获": "獲得收穫",
    "胡先生的胡须": "胡先生的鬍鬚",
    "书签和签名": "書籤和簽名",
    "为了启示群众，伪装污染": "為了啟示群眾，偽裝汙染",
}

OPENCC_IS_WRONG_HERE = {
    "回归家庭，老么，相对松": "迴歸家庭，老麼，相對松",  # 回歸 老么 相對鬆
    "游先生": "遊先生",  # 游先生
}


@pytest.mark.parametrize(("simplified", "traditional"), (GOLDEN | OPENCC_IS_WRONG_HERE).items())
def test_what_opencc_makes_of_tricky_words(simplified: str, traditional: str) -> None:
    assert convert_texts(pl.Series([simplified]), "s2tw").to_list() == [traditional]


@pytest.mark.parametrize("simplified", GOLDEN)
def test_converted_once_is_converted(simplified: str) -> None:
    converted = ANYTHING(simplified)
    assert converted is not None
    assert ANYTHING(converted) == converted
    assert ConvertScript()(converted) == converted


def test_configurations_differ_in_words_and_variants() -> None:
    text = "这个软件的内存不够，请联系网络管理员；里面的面条和皇后的头发。为了"
    by_config = {
        "s2tw": "這個軟件的內存不夠，請聯繫網絡管理員；裡面的麵條和皇后的頭髮。為了",
        "s2twp": "這個軟體的記憶體不夠，請聯絡網路管理員；裡面的麵條和皇后的頭髮。為了",
        "s2t": "這個軟件的內存不夠，請聯繫網絡管理員；裏面的麪條和皇后的頭髮。爲了",
    }
    assert {config: ConvertScript(config=config)(text) for config in ("s2tw", "s2twp", "s2t")} == by_config


def test_words_of_law_and_office_keep_their_sense() -> None:
    text = "经审核的文件和项目，支持法律程序；对象的质量、循环经济与社区。"
    assert ConvertScript()(text) == "經審核的文件和項目，支持法律程序；對象的質量、循環經濟與社區。"


def test_only_what_is_wholly_simplified_is_converted_and_marked() -> None:
    mixed = TRADITIONAL + SIMPLIFIED * 2
    texts = [SIMPLIFIED, mixed, "台北的里長、文件", None, "这"]
    result = mark(pl.DataFrame({"text": texts}), ConvertScript())
    assert result["converted"].to_list() == ["s2tw", None, None, None, None]
    assert result["text"].to_list()[1:] == texts[1:]
    assert ConvertScript(min_ratio=0.1)(mixed) != mixed


@pytest.mark.parametrize(
    "japanese",
    ["国会図書館で学生が資料を読む", "東京の天気は晴れ", "桜の国", "声優のアニメ"],
)
def test_japanese_stays(japanese: str) -> None:
    converted = ANYTHING(f"他们说：「{japanese}」，这个标题怎么翻译？{SIMPLIFIED}")
    assert converted is not None
    assert converted.startswith(f"他們說：「{japanese}」，這個標題怎麼翻譯？")
    assert ConvertScript(min_ratio=0)(japanese) == japanese


def test_kana_as_ornament_makes_no_japanese() -> None:
    assert ConvertScript()("鲜の每日果汁，这个饮料还没喝过") == "鮮の每日果汁，這個飲料還沒喝過"


def test_conversion_goes_on_after_a_nul() -> None:
    assert ConvertScript()("他们说这\0个网页\0") == "他們說這\0個網頁\0"


def test_a_text_with_the_mark_between_texts_is_converted_by_itself() -> None:
    texts = pl.Series(["们\ufdd0说", "说", "\ufdd0", ""])
    assert convert_texts(texts, "s2tw").to_list() == ["們\ufdd0說", "說", "\ufdd0", ""]


@pytest.mark.parametrize("between", ["\n", " ", "，"])
def test_a_text_longer_than_what_opencc_gets_at_a_time(between: str) -> None:
    assert ConvertScript()(f"们说谁头发{between}" * 100_000) == f"們說誰頭髮{between}" * 100_000


@patient
@given(st.lists(st.text(st.sampled_from("们说这个头发后里干台\0\ufdd0，\n。の国カa 😀𠮷")), max_size=5))
def test_texts_in_one_come_out_as_texts_alone(texts: list[str]) -> None:
    alone = [convert_texts(pl.Series([text]), "s2twp")[0] for text in texts]
    assert convert_texts(pl.Series(texts, dtype=pl.String), "s2twp").to_list() == alone


@pytest.mark.parametrize("stage", [ConvertScript(), ConvertScript(config="s2t", min_ratio=0, min_distinct=1)])
def test_conversion_keeps_the_law(stage: ConvertScript) -> None:
    check_stage(stage, (*TRICKY, SIMPLIFIED, TRADITIONAL + SIMPLIFIED * 2, "国会の\n" + SIMPLIFIED, "\0" + SIMPLIFIED))


@patient
@given(st.lists(st.sampled_from([*"，の a1\n个台里发", SIMPLIFIED, TRADITIONAL])).map("".join))
def test_what_was_converted_is_simplified_no_more(text: str) -> None:
    converted = ConvertScript()(text)
    if converted is not None and converted != text:
        assert ConvertScript()(converted) == converted
        assert Simplified()(converted) == converted


def test_converters_may_be_shared_by_threads() -> None:
    convert, results = converter("s2twp"), set[str]()
    threads = [
        threading.Thread(target=lambda: results.update(convert(SIMPLIFIED * n) for n in range(1, 200)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {convert(SIMPLIFIED * n) for n in range(1, 200)}
