# ruff: noqa: RUF001 - look-alikes are what is tested

import polars as pl
import pytest
from hypothesis import given

from strategies import damaged, han
from zhtw_clean.stages import FoldWidth
from zhtw_clean.testing import check_stage

fold = FoldWidth()


def test_keeps_the_law() -> None:
    check_stage(fold)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ａ４紙１２３ｘｙｚ", "A4紙123xyz"),
        ("ｶﾗｵｹｰﾊﾟｰﾃｨｳﾞ", "カラオケーパーティヴ"),
        ("ﾊﾊﾞｱﾞ", "ハバアﾞ"),
        ("Ａ\u0302\u0323、ﾊﾊ\u3099", "Ậ、ハバ"),
        ("ＨＥＬＬＯ　ＷＯＲＬＤ　１　２", "HELLO WORLD 1 2"),
        ("七五０千瓦、二００八年", "七五〇千瓦、二〇〇八年"),
        ("第１０一般規定、週一０９：３０、２０一起", "第10一般規定、週一09:30、20一起"),
        ("８１．８％、６／１５、３３６６－２７８７、１，２００元", "81.8％、6/15、3366-2787、1,200元"),
        ("起初的１，２個月、４～６日、１，２，３００", "起初的1，2個月、4～6日、1，2,300"),
        ("３．新任板主、２．１．連署、１．．．", "3.新任板主、2.1.連署、1．．．"),
    ],
)
def test_folds(before: str, after: str) -> None:
    assert fold(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "，：；！？（）％＄～＃＠＊＋－／＝＜＞［］｛｝｜＼＾＿｀＂＇．￥￠￡",
        "姓　名、　　段落開頭、台北　101",
        "①⑴Ⅲ㎏㎡℃²½㊣",
        "(ﾟ∀。)･ﾟ･｡｢｣ヽ(●´∀`)ﾉﾟ(ﾟﾍﾟ)",
        "「」『』〈〉《》【】︽︾﹁﹂",
        "ㄅㄆㄇˊˇˋ˙",
    ],
)
def test_leaves(text: str) -> None:
    assert fold(text) == text


@given(damaged)
def test_twice_is_once_and_only_han_zeros_are_new(text: str) -> None:
    once = fold_all(text)
    assert fold_all(once) == once
    assert han(once).replace("〇", "") == han(text).replace("〇", "")


def fold_all(text: str) -> str:
    """Apply the stage, also to a text that the engine would drop for being blank."""
    return str(pl.DataFrame({"text": [text]}).select(*fold.edits()).item())
