"""Which texts are unfit, and which only speak of such things."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import msgspec
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategies import damaged
from zhtw_clean.problems import ResourceError
from zhtw_clean.stage import DROP_REASON, mark
from zhtw_clean.stages.toxic import Toxic
from zhtw_clean.testing import TRICKY, check_stage, documents
from zhtw_clean.text.toxic import CATEGORIES, score_toxic

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data"
patient = settings(deadline=None, max_examples=50)  # the kernel and the model load on their first call

UNFIT = {
    "toxic-gambling": "鴻運娛樂城新會員首儲送一千，百家樂、老虎機天天返水，三分鐘快速出金，馬上加LINE領體驗金！",
    "toxic-pornography": "台中外送茶，學生妹、護士任你挑，全套兩千五，可無套，照片本人不符可退，加賴看茶單。",
    "toxic-spam": "缺錢急用免煩惱，免聯徵、免保人，信用瑕疵可辦，當日撥款三十萬，請加LINE找專員。",
    "toxic-profanity": "幹你娘機掰，操你媽的，靠北什麼，去死啦破麻！",
    "toxic-abuse": "黑人就是又懶又臭的垃圾人種，噁心死了，黑鬼都滾回非洲去，別來我們國家禍害女人。",
}
WEATHER = "今天天氣很好，我們一早就出發去爬山，中午在山頂吃便當。"
SETS = (
    "guard/drcd-dev",
    "text/laws-hard-wrapped",
    "text/judgments",
    "text/poems",
    "text/small",
    "hongkong/news-hkcnews",
    "hongkong/opinion-hkcnews",
)


def reasons(texts: list[str], **options: object) -> list[str | None]:
    found: list[str | None] = mark(documents(texts), msgspec.convert(options, Toxic))[DROP_REASON].to_list()
    return found


def paragraphs(path: Path) -> list[str]:
    blocks = path.read_text(encoding="utf-8").strip().split("\n\n")
    return [re.sub(r"^\[\S+\]\n", "", block) for block in blocks]


@pytest.mark.parametrize(("reason", "text"), UNFIT.items())
def test_each_category_has_its_reason(reason: str, text: str) -> None:
    assert reasons([text]) == [reason]


@pytest.mark.parametrize("text", paragraphs(ROOT / "benchmarks" / "toxic_fine.txt"))
def test_law_news_medicine_teaching_debate_and_honest_trade_stay(text: str) -> None:
    assert reasons([text]) == [None]


def test_a_word_or_two_in_a_text_are_no_evidence() -> None:
    texts = ["外送茶是什麼意思？", "他說加LINE就好。", "幹，又下雨了。", "娛樂城", WEATHER + "路上有人發娛樂城的傳單。"]
    assert reasons(texts) == [None] * len(texts)


def test_each_limit_can_be_moved() -> None:
    for reason, text in UNFIT.items():
        option = reason.replace("toxic-", "max_")
        assert reason not in reasons([text], **{option: 1.0})


def test_an_advertisement_without_the_terms_is_known_by_its_wording() -> None:
    text = "今晚五大聯賽全開，大小盤都能打，新朋友先送試玩點數，贏多少領多少，匯款快不拖欠，"
    text += "想開帳號的老闆請找專員小美加好友，熟客另有加碼。"
    assert reasons([text], max_gambling=1.0) == ["toxic-advert"]


def test_neither_letters_nor_signs_hide_an_advertisement() -> None:
    plain = UNFIT["toxic-pornography"]
    signs = re.sub(r"([\u4e00-\u9fff])(?=[\u4e00-\u9fff])", r"\1.", plain)
    ornate = UNFIT["toxic-gambling"].replace("LINE", "ⓛⓘⓝⓔ")
    assert reasons([signs, ornate]) == ["toxic-pornography", "toxic-gambling"]


def test_an_advertisement_is_named_by_its_terms() -> None:
    text = "全新機台連爆三天，轉滿兩百圈抽現金，押注排行前五十名瓜分三十萬，"
    text += "提領三分鐘，老虎機與捕魚同享返水，綁定手機再送一百六十八。"
    scores = score_toxic(pl.Series([text])).struct.unnest().row(0, named=True)
    assert scores["gambling_score"] >= scores["advert_score"] > 0.5
    assert reasons([text]) == ["toxic-gambling"]


def test_a_sentence_over_and_over_is_no_more_than_once() -> None:
    assert reasons(["剛買就降價" * 40, "這是一個假連結，騙你點進去看廣告。" * 30]) == [None, None]


def test_marking_drops_nothing() -> None:
    marked = mark(documents(list(UNFIT.values())), Toxic(action="mark"))
    assert marked[DROP_REASON].count() == 0
    own = [marked[reason.replace("toxic-", "") + "_score"][row] for row, reason in enumerate(UNFIT)]
    assert min(own) > 0.5


def test_unfit_lines_are_cut() -> None:
    gambling, escort = UNFIT["toxic-gambling"], UNFIT["toxic-pornography"]
    mixed = f"{WEATHER}\n{gambling}\n\n{WEATHER}\n{escort}"
    row = mark(documents([mixed]), Toxic(action="lines")).row(0, named=True)
    assert row["text"] == f"{WEATHER}\n\n{WEATHER}"
    assert row["toxic_text"] == f"{gambling}\n{escort}"
    assert row["n_toxic_lines"] == 2
    assert row[DROP_REASON] is None


def test_a_document_of_unfit_lines_alone_goes_whole() -> None:
    assert reasons(["\n".join(UNFIT.values())], action="lines") == ["toxic-lines"]


def test_unfit_only_as_a_whole_goes_whole() -> None:
    text = "這間娛樂城不錯\n老虎機也很好玩\n返水每天都有\n出金快不用等\n想要的加LINE"
    row = mark(documents([text]), Toxic(action="lines")).row(0, named=True)
    assert (row["text"], row["toxic_text"]) == ("", text)


def test_blocked_hosts_go(tmp_path: Path) -> None:
    domains = tmp_path / "domains"
    domains.write_text("casino.example\nBet.example\n")
    urls = [
        "https://casino.example/",
        "http://www.bet.example:8080/a?b",
        "https://mycasino.example/",
        "https://example/casino.example",
        None,
    ]
    frame = documents([WEATHER] * len(urls)).with_columns(url=pl.Series(urls))
    expected = ["toxic-host", "toxic-host", None, None, None]
    for action in ("drop", "lines"):
        stage = msgspec.convert({"action": action, "blocklists": [str(domains)]}, Toxic)
        assert mark(frame, stage)[DROP_REASON].to_list() == expected
    assert len(stage.resources()) == len(Toxic().resources()) + 1


def test_a_missing_list_is_named() -> None:
    with pytest.raises(ResourceError, match="there is no list of hosts `nowhere/domains`"):
        Toxic(blocklists=("nowhere/domains",)).resources()


@pytest.mark.parametrize("bad", [{"action": "cut"}, {"max_spam": 2}, {"max_abuse": -0.1}])
def test_options_that_make_no_sense_are_refused(bad: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(bad, Toxic)


@pytest.mark.parametrize("action", ["drop", "lines", "mark"])
def test_the_law(action: str) -> None:
    mixed = [f"{WEATHER}\n{text}" for text in UNFIT.values()]
    check_stage(msgspec.convert({"action": action}, Toxic), [*TRICKY, *UNFIT.values(), *mixed])


@patient
@given(text=damaged | st.text())
def test_any_text_has_scores(text: str) -> None:
    scores = score_toxic(pl.Series([text])).struct.unnest().row(0)
    assert len(scores) == len(CATEGORIES)
    assert all(0 <= score <= 1 for score in scores)


@patient
@given(lines=st.lists(st.sampled_from([*UNFIT.values(), WEATHER, ""]), max_size=6))
def test_cutting_leaves_only_lines_of_the_text_and_nothing_more_to_cut(lines: list[str]) -> None:
    stage = Toxic(action="lines")
    once = mark(documents(["\n".join(lines)]), stage)["text"].item()
    assert set(once.split("\n")) <= {WEATHER, ""}
    assert mark(documents([once]), stage)["text"].item() == once


def test_terms_stand_once_and_have_a_source() -> None:
    resources = [files("zhtw_clean.resources") / name for name in ("toxic_trade.toml", "toxic_terms.toml")]
    groups = [group for file in resources for group in tomllib.loads(file.read_text(encoding="utf-8"))["groups"]]
    terms = [term.lower() for group in groups for term in group["terms"].split()]
    assert len(terms) == len(set(terms))
    assert min(map(len, terms)) >= 1
    assert all(group["source"] for group in groups)


@pytest.mark.slow
@pytest.mark.skipif(not DATA.exists(), reason="needs the shared data")
@pytest.mark.parametrize("name", SETS)
def test_hardly_a_guarded_document_goes(name: str) -> None:
    texts = pl.read_ndjson(DATA / f"{name}.jsonl.zst", infer_schema_length=None).select("text")
    assert mark(texts, Toxic())[DROP_REASON].count() <= 0.001 * texts.height
