"""Whose wording a text has."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhtw_clean.resources.variety import load_variety
from zhtw_clean.stage import DROP_REASON, mark
from zhtw_clean.stages.not_taiwanese import NotTaiwanese
from zhtw_clean.testing import TRICKY, check_stage
from zhtw_clean.text.convert import convert_texts, converter

DATA = Path(__file__).parent.parent.parent / "shared" / "data"

MAINLAND = (
    "据了解，该项目总投资三亿元，建成后将进一步优化营商环境，带动周边群众就业。市委书记在调研时强调，要把安全生产放在首位，"
    "切实抓好质量管理，通过信息化手段提升服务水平，确保项目按时落地。企业负责人表示，目前软件平台已经上线，用户可以通过"
    "手机客户端扫描二维码在线办理业务，视频教程也同步发布到公众号。"
    "下一步，公司将加大研发力度，打造高质量的产品，让更多老百姓享受到实惠。"
)
TAIWAN = (
    "據了解，這項計畫總經費三億元，完工後可望改善地方交通，也能增加在地的就業機會。市長視察時強調，工地安全要擺在第一位，"
    "品質一定要顧好，並且透過資訊系統提升服務，讓工程如期完工。廠商表示，目前軟體已經上線，民眾可以用手機掃 QR Code "
    "線上申辦，教學影片也會放到粉絲專頁。接下來公司會投入更多研發經費，做出更好的產品，讓里民都能受惠。"
)
HONG_KONG = (
    "運輸署發言人表示，該條巴士線的班次將由下月起加密，繁忙時間每隔八分鐘開出一班，車費維持不變，長者可憑八達通享有優惠。"
    "有議員質疑署方的諮詢工作不足，促請當局盡快與區議會及屋苑的業主立案法團商討，並檢討的士站及專線小巴的安排。"
    "署方回應指，會密切留意乘客的需求，如有需要會再調整服務，亦會考慮在屋邨加設上落客位，方便坐輪椅的居民出入。"
)
LETTERS = st.sampled_from("視頻軟體影片質量的了 ,。\nAé𠮷😀台臺裡裏")
patient = settings(deadline=None)
eager = NotTaiwanese(min_chars=50)


def judge(*texts: str, stage: NotTaiwanese = eager) -> pl.DataFrame:
    return mark(pl.DataFrame({"text": texts}, schema={"text": pl.String}), stage)


@pytest.mark.parametrize("config", ["s2t", "s2tw", "s2twp"])
def test_mainland_wording_shows_through_every_conversion(config: str) -> None:
    assert judge(converter(config)(MAINLAND))[DROP_REASON].to_list() == ["mainland"]


def test_mainland_wording_shows_in_simplified_characters_too() -> None:
    assert judge(MAINLAND)[DROP_REASON].to_list() == ["mainland"]


def test_taiwanese_wording_stays_even_after_a_round_trip() -> None:
    there_and_back = converter("s2tw")(converter("tw2s")(TAIWAN))
    assert judge(TAIWAN, there_and_back)[DROP_REASON].to_list() == [None, None]


def test_hong_kong_has_a_score_of_its_own() -> None:
    row = judge(HONG_KONG).row(0, named=True)
    assert row["hong_kong_llr"] > 0 > row["mainland_llr"]


def test_the_terms_are_the_texts_own_words() -> None:
    text = converter("s2twp")(MAINLAND)
    row = judge(text).row(0, named=True)
    assert len(row["variety_terms"]) == 5
    assert all(term in text for term in row["variety_terms"])
    assert judge(TAIWAN)["variety_terms"].to_list() == [None]


def test_too_little_to_tell_by_is_kept() -> None:
    row = judge(converter("s2tw")(MAINLAND), stage=NotTaiwanese(min_chars=500)).row(0, named=True)
    assert (row["mainland_llr"], row["hong_kong_llr"], row[DROP_REASON]) == (None, None, None)


def test_what_is_known_of_a_host_is_added() -> None:
    urls = ["https://news.example.cn/1", "http://user@www.example.com.tw:8080/a", "https://com.tw.example/", None]
    frame = pl.DataFrame({"text": [TAIWAN] * 4, "url": urls})
    scores = mark(frame, NotTaiwanese(min_chars=50, hosts={"cn": 3.0, "tw": 9.0, "com.tw": -2.0}))["mainland_llr"]
    plain = judge(TAIWAN)["mainland_llr"].item()
    assert (scores - plain).round(6).to_list() == [3.0, -2.0, 0.0, 0.0]


def test_a_repeated_phrase_counts_once_in_a_window() -> None:
    once, often = judge(TAIWAN + "視頻", TAIWAN + "視頻" * 20)["mainland_llr"]
    assert often - once < 3


@patient
@given(
    st.lists(st.none() | st.text(st.sampled_from("視頻軟體影片質量的了 ,。\nAé𠮷😀台臺裡裏"), max_size=60), max_size=5)
)
def test_texts_are_judged_one_by_one(texts: list[str | None]) -> None:
    check_stage(NotTaiwanese(min_chars=3), texts)


def test_a_long_text_is_judged_as_its_parts_are() -> None:
    check_stage(eager, (*TRICKY, TAIWAN * 20, MAINLAND * 20))


def test_the_model_loads_again() -> None:
    load_variety()
    load_variety.cache_clear()
    model = load_variety()
    assert len(model.fold) == len(model.has_variants) == 1 << 16
    assert model.slots.any()


@pytest.mark.parametrize("name", ["guard/drcd-dev", "text/judgments", "text/laws-hard-wrapped"])
def test_guarded_sets_stay(name: str) -> None:
    path = DATA / f"{name}.jsonl.zst"
    if not path.exists():
        pytest.skip("the shared data is not here")
    texts = pl.read_ndjson(path, infer_schema_length=None).select("text")
    dropped = mark(texts, NotTaiwanese())[DROP_REASON].count()
    assert dropped <= 0.002 * len(texts)


@pytest.mark.slow
def test_most_of_the_mainland_is_told() -> None:
    paths = sorted((DATA / "mainland").glob("*.jsonl.zst"))
    if not paths:
        pytest.skip("the shared data is not here")
    texts = pl.concat([pl.read_ndjson(path, infer_schema_length=None).select("text").head(40) for path in paths])
    long = texts.filter(pl.col("text").str.count_matches(r"\p{Han}") >= 500)
    converted = pl.DataFrame({"text": convert_texts(long["text"], "s2tw")})
    dropped = mark(converted, NotTaiwanese())[DROP_REASON].count()
    assert dropped > 0.6 * len(converted)
