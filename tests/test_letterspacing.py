import pytest

from zhtw_clean.stages import SpaceLatin

add, remove, keep = SpaceLatin(), SpaceLatin(spaces="remove"), SpaceLatin(spaces="keep")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("地址：永 康 區", "地址：永康區"),
        ("你 好 ， 我 是 新 來 的 。", "你好，我是新來的。"),
        ("【違 規 人】", "【違規人】"),
        ("第 十 一 章 總 則", "第十一章 總則"),
        ("第 三 章 罰則", "第三章 罰則"),
        ("第 五 章之二 易刑", "第五章之二 易刑"),
        ("一、\n 判 決 摘 要\n二、", "一、\n 判決摘要\n二、"),
    ],
)
def test_joins_letter_spaced_chinese(before: str, after: str) -> None:
    assert keep(before) == add(before) == remove(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "姓 名",
        "姓 名 王 大 明",
        "甲 乙 丙 丁",
        "項目一 是 是 否",
        "啊！哈 哈 哈",
        "白日依山盡 黃河入海流",
        "春 眠 不 覺 曉\n夜 來 風 雨 聲",
        "編號  日 期 作 者  標題",
        "│ 基 本 資 料 │",
        "如 箱 或 托盤",
        "就是 找 吃 的 東西",
        "住 `甲 戊 己` 區",
    ],
)
def test_leaves_other_single_characters_apart(text: str) -> None:
    assert keep(text) == add(text) == remove(text) == text
