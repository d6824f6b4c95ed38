# ruff: noqa: RUF001 - tone letters are tone letters
"""Which language a document is in, and which stay."""

from pathlib import Path

import msgspec
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategies import damaged
from zhtw_clean.problems import ResourceError
from zhtw_clean.resources import languages
from zhtw_clean.stage import DROP_REASON, mark
from zhtw_clean.stages.wrong_language import WrongLanguage
from zhtw_clean.testing import TRICKY, check_stage, documents
from zhtw_clean.text.language_words import NO_VOTE, VOTES
from zhtw_clean.text.romanised import romanised

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
patient = settings(deadline=None, max_examples=50)  # the kernel and the model load on their first call

MANDARIN = "圖書館從下個月起延長開放時間，晚上十點才會關門，想使用自修室的讀者請先到二樓櫃台登記。"
CANTONESE = "琴日落雨，我哋冇帶遮，行到屋企成身濕晒，阿媽話下次記得睇天氣先好出街，唔係就會病㗎喇。"
TAIWANESE = "阮阿公細漢的時陣蹛佇海邊，逐工透早就去掠魚，伊講彼當陣的海水真清，啥物魚仔攏有。"
HAKKA = "𠊎細細个時節，阿婆輒常講故事分𠊎聽。佢講頭擺个人當苦，暗晡頭毋敢點火，驚分人尋著。"
CLASSICAL = "或問：「人之為學，何先乎？」曰：「先立其志也。志不立，則終日孜孜，猶無益矣。豈可不慎哉？」"
JAPANESE = "昨日は友達と一緒に山へ行きました。天気がとてもよくて、頂上から海まで見えました。"
ENGLISH = "The ferry to the island leaves every morning at eight. Please be at the pier half an hour before it sails."
POJ = "Goán a-kong sè-hàn ê sî-chūn tòa tī hái-piⁿ, thàu-chá chiū khì lia̍h hî, i kóng hit-chūn ê hái-chúi chin chheng."
TAI_LO = (
    "Guán a-kong sè-hàn ê sî-tsūn tuà tī hái-pinn, thàu-tsá tsiū khì lia̍h hî, i kóng hit-tsūn ê hái-tsuí tsin tshing."
)
PFS = (
    "Ngài se-se ke sṳ̀-chiet, â-phò chhiong-sòng kóng ku-sṳ pûn ngài thâng. Kì kóng ngìn tông khú, âm-pû m̀ kám tiám fó."
)
MINISTRY = "ngaiˇ se se ge siiˇ jiedˋ, aˊ poˇ ciongˇ songˇ gongˋ gu sii bunˊ ngaiˇ tangˊ, giˇ gongˋ nginˇ dongˊ kuˋ"
STATUTE = (
    "前項申請人應檢附證明文件，向所在地主管機關為之；其有不符規定者，主管機關得限期命其補正，逾期不補正者，駁回之。"
)
JUDGMENT = "按當事人主張有利於己之事實者，就其事實有舉證之責任。本件原告主張之事實，業據其提出契約書為證，堪信為真實。"

THAI = """เรือข้ามฟากไปเกาะออกทุกเช้าเวลาแปดโมง กรุณามาถึงท่าเรือก่อนเวลาออกครึ่งชั่วโมง
ขอบคุณที่ใช้บริการของเราในวันนี้และหวังว่าจะได้พบกันอีก โปรดเตรียมบัตรโดยสารไว้ให้พร้อมก่อนขึ้นเรือทุกครั้ง"""

LANGUAGES = {
    "zh": (MANDARIN, STATUTE, JUDGMENT, "图书馆从下个月起延长开放时间，晚上十点才会关门，读者请先到二楼登记。"),
    "yue": (CANTONESE, "琴日落雨，我哋冇带遮，行到屋企成身湿晒，阿妈话下次记得睇天气先好出街，唔系就会病㗎喇。"),
    "nan": (TAIWANESE, POJ, TAI_LO),
    "hak": (HAKKA, PFS, MINISTRY),
    "lzh": (CLASSICAL,),
    "ja": (JAPANESE,),
    "ko": ("내일은 친구와 함께 산에 올라가려고 합니다. 날씨가 좋으면 바다까지 볼 수 있습니다.",),
    "en": (ENGLISH,),
    "vi": ("Chuyến phà ra đảo khởi hành lúc tám giờ mỗi sáng. Xin vui lòng có mặt tại bến trước nửa tiếng đồng hồ.",),
    "ru": (
        "Паром на остров отправляется каждое утро в восемь. Просим быть на причале за полчаса и взять билеты с собой.",
    ),
    "th": (THAI,),
    "und": (
        "Mi nihi ganawosi tu ka rubamo selu, hano vidaku tefi ga lumoso wani. Keta fumi selawo hodu nipa timube safo.",
    ),
}
CODE = """$ git clone git@example.com:team/project.git && cd project && make install
for item in items: print(item.name, item.value, sep=": ")
if (response.status !== 200) { throw new Error(`HTTP ${response.status}`); }
"""


def language(text: str, **options: object) -> str | None:
    stage = msgspec.convert(options, WrongLanguage)
    name: str | None = mark(documents([text]), stage)["language"].item()
    return name


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in LANGUAGES.items() for text in texts])
def test_languages_are_told_apart(code: str, text: str) -> None:
    assert language(text) == code


def test_what_taiwan_writes_stays_and_the_rest_goes_with_its_reason() -> None:
    texts = [MANDARIN, TAIWANESE, HAKKA, CLASSICAL, CANTONESE, JAPANESE, ENGLISH, LANGUAGES["vi"][0], None]
    reasons = mark(documents(texts), WrongLanguage())[DROP_REASON].to_list()
    assert reasons == [None] * 4 + ["language-yue", "language-ja", "language-en", "wrong-language", None]


def test_any_list_of_languages_can_stay() -> None:
    stage = WrongLanguage(keep=("yue", "vi"))
    texts = [MANDARIN, CANTONESE, LANGUAGES["vi"][0], ENGLISH, POJ]
    reasons = mark(documents(texts), stage)[DROP_REASON].to_list()
    assert reasons == ["language-zh", None, None, "language-en", "language-nan"]


@pytest.mark.parametrize("bad", [{"keep": ["zh-TW"]}, {"keep": []}, {"keep": ["Cantonese"]}, {"min_chinese": 2}])
def test_options_that_make_no_sense_are_refused(bad: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(bad, WrongLanguage)


@pytest.mark.parametrize(
    "quote",
    [
        "店員問我：「你要唔要袋呀？」我聽了半天才知道他在說什麼。",
        "網友留言說「啲嘢真係好正」，底下有人回「唔該晒」。",
        "歌詞裡一直唱「ずっと一緒にいたい」，意思是想要永遠在一起。",
        "阿嬤常常說「毋通按呢」，就是叫我們不要這樣。",
        "論語說：「學而時習之，不亦說乎？」老師要我們背下來。",
        "他只回了一句 I have no idea what you are talking about, sorry.",
    ],
)
def test_mandarin_that_quotes_is_mandarin(quote: str) -> None:
    assert language(MANDARIN + quote) == "zh"


def test_code_and_tables_do_not_count() -> None:
    assert language(MANDARIN + CODE * 50) == "zh"
    assert language(MANDARIN + "\nNY Yankees 0 0 2 0 0 0 3 0 1  6 9 1\nJeter, SS   4 1 2 0 1\n" * 50) == "zh"


def test_what_the_model_cannot_read_does_not_count_against_chinese() -> None:
    noise = "qx zzkw vrrt pllm wqqz xkcd zzrt mmqp nnvb wwxq. "
    assert language(noise * 10) == "und"
    assert language(MANDARIN + noise * 100) == "zh"


def test_the_share_of_chinese_decides_on_two_languages() -> None:
    both = f"{MANDARIN}\n{ENGLISH}\n{ENGLISH}"
    assert language(both) == "zh"
    assert language(both, min_chinese=0.9) == "en"
    assert language(f"{MANDARIN}\n{ENGLISH * 100}") == "en"
    assert language(f"{JAPANESE}\n{MANDARIN}") == "zh"


def test_japanese_without_kana_belongs_to_the_japanese_around_it() -> None:
    headings = "東京都千代田区\n令和七年度 事業報告\n"
    assert language(headings + JAPANESE) == "ja"
    assert language(headings + MANDARIN) == "zh"
    assert language("幸福の味，鬼の故事，" + MANDARIN) == "zh"


def test_short_texts_have_no_language() -> None:
    for text in ("", "はい、そうです！", "OK, thank you very much!", "唔該晒，我哋走先。", "好" * 19):
        assert language(text) is None
    assert language("好" * 20) == "zh"


def test_chinese_does_not_ask_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "_find", lambda _: pytest.fail("it was asked"))
    for text in (MANDARIN, CANTONESE, TAIWANESE, CLASSICAL, JAPANESE, POJ, MANDARIN + CODE):
        assert language(text)


def test_the_law() -> None:
    check_stage(WrongLanguage(), [*TRICKY, *(text for texts in LANGUAGES.values() for text in texts)])


@patient
@given(text=damaged | st.text())
def test_any_text_has_a_language_or_none(text: str) -> None:
    row = mark(documents([text]), WrongLanguage()).row(0, named=True)
    assert (row["language"] is None) == (row["language_score"] is None)
    assert row["language"] is None or 0 <= row["language_score"] <= 1


@patient
@given(lines=st.lists(st.sampled_from(CODE.splitlines()), max_size=200))
def test_no_amount_of_code_makes_chinese_another_language(lines: list[str]) -> None:
    assert language("\n".join([MANDARIN, *lines])) == "zh"


def test_words_have_one_or_two_characters_and_stand_once() -> None:
    for words in (*VOTES.values(), NO_VOTE):
        listed = words.split(" ")
        assert len(listed) == len(set(listed))
        assert {len(word) for word in listed} <= {1, 2}


def test_hanyu_pinyin_and_names_are_not_taken_for_taiwanese() -> None:
    pinyin = "Túshūguǎn cóng xià gè yuè qǐ yáncháng kāifàng shíjiān, wǎnshàng shí diǎn cái huì guānmén."
    others = [pinyin, ENGLISH, LANGUAGES["vi"][0], "Ā tō rātou kōrero mō te āhua o te whenua me te moana.", "", "123"]
    assert romanised(pl.Series(others)).to_list() == [None] * len(others)


def test_the_model_may_be_a_path() -> None:
    path = languages.locate(languages.LID_176)
    stage = WrongLanguage(model=str(path))
    assert stage(ENGLISH) is None
    assert list(stage.resources().values()) == list(WrongLanguage().resources().values())


def test_a_missing_or_broken_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"there is no model .*nowhere.bin"):
        WrongLanguage(model=str(tmp_path / "nowhere.bin")).resources()
    broken = tmp_path / "broken.ftz"
    broken.write_bytes(b"no model at all" * 100)
    with pytest.raises(ResourceError, match=r"broken\.ftz"):
        WrongLanguage(model=str(broken))(ENGLISH)


@pytest.mark.slow
@pytest.mark.skipif(not DATA.exists(), reason="needs the shared data")
@pytest.mark.parametrize(
    "name", ["guard/drcd-dev", "text/laws-hard-wrapped", "text/judgments", "text/poems", "hongkong/news-hkcnews"]
)
def test_no_guarded_document_goes(name: str) -> None:
    texts = pl.read_ndjson(DATA / f"{name}.jsonl.zst", infer_schema_length=None).select("text")
    assert mark(texts, WrongLanguage())[DROP_REASON].count() == 0


@pytest.mark.skipif(not DATA.exists(), reason="needs the shared data")
def test_cantonese_goes() -> None:
    sentences = pl.read_ndjson(DATA / "variety/ud-cantonese-hk.jsonl.zst")["text"].to_list()
    texts = ["\n".join(sentences[start : start + 10]) for start in range(0, len(sentences), 10)]
    reasons = mark(documents(texts), WrongLanguage())[DROP_REASON]
    assert (reasons == "language-yue").sum() >= 0.97 * len(texts)
