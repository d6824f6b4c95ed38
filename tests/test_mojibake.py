# ruff: noqa: RUF001 - look-alikes are what is tested
"""Text read in the wrong charset: what is repaired, what is dropped, and what only looks like it."""

import random
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategies import taiwanese
from zhtw_clean.resources.bigrams import load_bigrams
from zhtw_clean.stage import DROP_REASON, mark
from zhtw_clean.stages import Garbled, RepairUnicode
from zhtw_clean.testing import TRICKY, check_stage
from zhtw_clean.text.garbled import garbled_share
from zhtw_clean.text.mojibake import repair_misread

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
patient = settings(deadline=None, max_examples=50)  # the kernels and the model load on their first call
repair, garbled = RepairUnicode(), Garbled()

SENTENCE = "圖書館從下個月起延長開放時間，晚上十點才會關門。"
OTHER = "請各位讀者記得帶借書證，座位有限，先到先用。"
MAINLAND = "图书馆从下个月起延长开放时间，晚上十点才会关门。"


def test_the_model_is_small_and_complete() -> None:
    model = load_bigrams()
    assert len(model.letters) == 0x10000
    assert model.letters[ord("圖")] == model.letters[ord("图")] == model.letters[ord("図")]
    assert 0.3 < (model.slots > 0).mean() < 0.6


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("utf-8", "latin-1"),
        ("cp950", "latin-1"),
        ("cp950", "cp1252"),
        ("cp950", "cp437"),
        ("cp950", "gb18030"),
        ("gb18030", "latin-1"),
    ],
)
@pytest.mark.parametrize("text", [SENTENCE, f"{SENTENCE}\n{OTHER}", f"2024-11-21 Jack: {SENTENCE} (OK)"])
def test_a_misread_text_comes_back(text: str, written: str, read: str) -> None:
    assert repair(text.encode(written).decode(read)) == text


def test_only_broken_lines_change() -> None:
    bad = OTHER.encode().decode("latin-1")
    assert repair(f"{SENTENCE}\n{bad}\n{SENTENCE}") == f"{SENTENCE}\n{OTHER}\n{SENTENCE}"
    assert repair(f"{SENTENCE}（{bad}）") == f"{SENTENCE}（{OTHER}）"


def test_pieces_of_several_kinds_and_twice_misread() -> None:
    first, second = SENTENCE.encode().decode("latin-1"), OTHER.encode("cp950").decode("gb18030")
    assert repair(f"{first}\n{second}") == f"{SENTENCE}\n{OTHER}"
    assert repair(first.encode().decode("latin-1")) == SENTENCE


def test_all_characters_but_the_lost_come_back() -> None:
    bad = (SENTENCE * 2).encode().decode("cp1252", "replace")
    restored = repair(bad)
    assert restored is not None
    assert "\ufffd" in restored
    assert {char for char in restored if char not in SENTENCE} == {"\ufffd"}


def test_gbk_read_as_big5_is_seen_although_every_character_is_traditional() -> None:
    text = "今天天气很好我们一家人决定到附近的公园散步中午再一起回家做饭"
    bad = text.encode("gbk").decode("big5hkscs", "replace")
    restored = repair(bad)
    assert restored is not None
    assert sum(char in text for char in restored) > 0.9 * len(text)


def test_a_line_that_would_stay_garbled_is_not_half_repaired() -> None:
    bad = "今天天气很好我们一家人决定到附近的公园散步".encode("gbk").decode("big5hkscs", "replace")
    noise = "壦犤屪巙惼嵹戄櫅欙灚癪竀籑蠿鑢驫"
    texts = pl.Series([f"{noise}、{bad}、{noise}", f"{noise}、{bad}、{noise}\n{bad}"])
    first, second = repair_misread(texts)
    assert first == texts[0]
    assert second.split("\n")[0] == texts[0]
    assert "决定到附近的公园" in second.split("\n")[1]


@pytest.mark.parametrize("charset", ["latin-1", "cp437", "gb18030", "cp932"])
def test_noise_stays(charset: str) -> None:
    noise = random.Random(charset).randbytes(20_000).decode(charset, "replace").replace("\n", "")  # noqa: S311
    noises = pl.Series(["\n".join(noise[n : n + 200] for n in range(0, len(noise), 200))])
    assert repair_misread(noises).equals(noises)
    assert 0.9 < garbled_share(noises)[0] <= 1


SURVIVORS = {
    "bopomofo": "ㄅㄆㄇㄈ，ㄋㄧˇ ㄏㄠˇ ˙ㄇㄚ？ㄊㄞˊ ㄨㄢ ㄉㄚˋ ㄒㄩㄝˊ ㄉㄜ˙ ㄊㄨˊ ㄕㄨ ㄍㄨㄢˇ ㄏㄣˇ ㄉㄚˋ。",
    "bopomofo as words": "ㄋ們今天ㄅ歉ㄛ，偶要ㄑ睡ㄌ，ㄏㄏ，真ㄉ粉累ㄋㄟ，ㄅㄅ～明天ㄗㄞˋ聊ㄅ！",
    "faces": "囧rz Orz XDDDD @@ QQ >///< (*´∀`)~♥ ｡ﾟ(ﾟ´ω`ﾟ)ﾟ｡ ( ´_ゝ`) ╮(╯_╰)╭ ヽ(́◕◞౪◟◕‵)ﾉ",
    "Martian": "偶ㄉ心情好(ˊ⌒ˋ)ㄛ…●︿● 3Q 3Q 88～ ㊣ЖψΨ 豪★ ξ♂♀ 伱→莪 ╭☆°︴˙．",
    "POJ": "Góa sī Tâi-oân lâng, góa ài Tâi-oân. Pe̍h-ōe-jī ê ki-chhó͘, siaⁿ-im kap ī-thé lóng chin hó-khòaⁿ.",
    "Tâi-lô": "Tsa̍p-gōo-mê ê gue̍h-niû tsin înn, lán tsò-hué lâi khuànn. Tsia̍h-pá--buē? Bô iàu-kín.",
    "Southern Min": "阿母講：「𪜶兜ê囡仔真𠢕讀冊，逐工攏𣍐赴食飯就去學校，欲暗仔才轉--來。」",
    "Hakka": "𠊎係客家人，ngaiˇ he hagˋ gaˊ nginˇ，天光日愛去𪹚牛肉，大家共下來聊，承蒙汝。",
    "Cantonese": "佢哋喺度傾緊偈，唔知幾時先至返嚟，我諗住食咗飯先，嗰啲嘢聽日先攞都得啦，冇所謂㗎。",
    "rare characters": "陳堃、李喆、林峯、游錫堃、𡍼先生；〇、𠮷、𨑨迌、𫝛、𠕇、㐂、䶮。",
    "far characters": "𠀀𠀁𠀂𠀃𠀄𠀅𠀆𠀇𠀈𠀉𠀊𠀋𠀌𠀍𠀎𠀏𠀐𠀑𠀒𠀓𠀔𠀕𠀖𠀗𠀘𠀙𠀚𠀛𠀜𠀝",
    "emoji": "今天好開心😂😂👨\u200d👩\u200d👧❤️👍🏽🇹🇼1️⃣🎉🎉✨",
    "classical poem": "昔人已乘黃鶴去，此地空餘黃鶴樓。黃鶴一去不復返，白雲千載空悠悠。晴川歷歷漢陽樹。",
    "prose poem": "遂古之初，誰傳道之？上下未形，何由考之？冥昭瞢闇，誰能極之？馮翼惟象，何以識之？",
    "numbers": "\n".join(f"{n}\t{n * 37}\t{n / 7:.3f}\t-{n}.5%\t$1,{n:03}" for n in range(20)),
    "code": 'for (int i = 0; i < n; ++i) { a[i] = b[i] ^ 0xFF; printf("%d\\n", a[i]); } // 迴圈 && || !=',
    "English": "Please note that the façade of the café isn’t naïve — it’s “déjà vu”, costs £5 or €6 (±10 %).",
    "Japanese": "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。カタカナも漢字も使います。",
    "Japanese without kana": "国立国会図書館　関西館　来館案内　学生証　総合案内　東京都千代田区永田町一丁目",
    "half-width kana": "ﾊﾝｶｸｶﾅﾃﾞｶｲﾀﾌﾞﾝｼｮｳ ｱｲｳｴｵ ｶｷｸｹｺ",
    "Korean": "안녕하세요. 저는 대만에서 온 학생입니다. 만나서 반갑습니다.",
    "Vietnamese": "Tiếng Việt là ngôn ngữ của người Việt và là ngôn ngữ chính thức tại Việt Nam. Đường phố rất đẹp.",
    "other scripts": "Привет, как дела? Ελληνικά και πάλι. שלום עולם. مرحبا بالعالم. สวัสดีครับ नमस्ते दुनिया",
    "symbols": "§§§§§§§§§§ ★☆★☆★☆ ════════ ┌──┬──┐│甲│乙│└──┴──┘ ※◎●○◆◇■□▲△ ①②③ ½¼¾ ±×÷°",
    "a private character": "水\ue40b性口炎。",
    "a list of names": "王小明、李大同、陳美惠、林志堅、張雅筑、黃建豪、吳宗翰、蔡佩珊、楊孟霖、許哲瑋、鄭伊庭、謝承恩",
}


@pytest.mark.parametrize("text", SURVIVORS.values(), ids=SURVIVORS)
def test_survives(text: str) -> None:
    assert repair(text) == text
    assert garbled(text) == text


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE.encode("cp950").decode("utf-8", "replace") * 2,
        (SENTENCE * 2).encode("cp950").decode("gbk", "replace"),
        (SENTENCE * 2).encode().decode("big5", "replace"),
        SENTENCE * 2 + "\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd" * 3,
        "锟斤拷" * 12,
        "嚙踝蕭" * 12,
        "".join(chr(0xE000 + n * 37) for n in range(40)),
        "|曰′丨乂、彐〃\\厂乚卄̀亍丫弓囗|l1艹氺亻丨爿屮忄虍糸罒癶 彳疒尢舛 i'丬廾|",
        bytes(n * 167 % 251 for n in range(200)).decode("latin-1"),
    ],
)
def test_beyond_repair(text: str) -> None:
    repaired = repair(text)
    assert repaired is None or garbled(repaired) is None


def test_the_share_is_kept_and_a_higher_limit_keeps_more() -> None:
    bad = SENTENCE.encode("cp950").decode("gbk", "replace")
    frame = mark(pl.DataFrame({"text": [SENTENCE, bad, f"{SENTENCE * 3}\n{bad}", None, ""]}), garbled)
    shares = frame["garbled_share"].to_list()
    assert shares[0] == 0
    assert shares[1] > 0.9
    assert 0.15 < shares[2] < 0.45
    assert frame[DROP_REASON].to_list() == [None, "garbled", "garbled", None, None]
    assert Garbled(max_share=1)(bad) == bad


def test_a_long_line_takes_no_longer_than_many() -> None:
    bad = (SENTENCE * 2000).encode().decode("latin-1")
    assert repair(bad) == SENTENCE * 2000


@pytest.mark.parametrize("stage", [Garbled(), Garbled(max_share=0), RepairUnicode()])
def test_keeps_the_law(stage: Garbled | RepairUnicode) -> None:
    misread = [SENTENCE.encode().decode("latin-1"), f"{SENTENCE}\n{OTHER.encode('cp950').decode('gb18030')}"]
    check_stage(stage, (*TRICKY, *misread, "\ufffd" * 30, "&amp;nbsp;<br>"))


@patient
@given(taiwanese, st.sampled_from(["latin-1", "gb18030", "cp437", "cp932"]), st.sampled_from(["utf-8", "cp950"]))
def test_twice_is_once(text: str, read: str, written: str) -> None:
    frame = pl.DataFrame({"text": [text.encode(written, "replace").decode(read, "replace")]})
    once = frame.select(*repair.edits())
    assert once.select(*repair.edits()).equals(once)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["guard/drcd-dev", "text/poems", "text/judgments", "variety/lihkg", "text/small"])
def test_real_text_is_left_alone(name: str) -> None:
    path = DATA / f"{name}.jsonl.zst"
    if not path.exists():
        pytest.skip("the real data is not here")
    texts = pl.read_ndjson(path, infer_schema_length=None).select("text")
    misread = {"text/small": 1}  # a listing of a Chinese Windows, read in the code page of DOS
    assert (repair_misread(texts["text"]) != texts["text"]).sum() == misread.get(name, 0)
    assert mark(texts, garbled)[DROP_REASON].count() == 0
