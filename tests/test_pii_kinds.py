"""Kinds of personal data beside mail, telephones and identity cards; what becomes of them; other stages."""

import re

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategies import taiwanese
from zhtw_clean.pipeline import Pipeline
from zhtw_clean.stage import mark
from zhtw_clean.stages.mask_pii import KINDS_OF, NAMES, PLACEHOLDERS, USUAL, MaskPii, counter
from zhtw_clean.stages.restore_punctuation import RestorePunctuation
from zhtw_clean.stages.space_latin import SpaceLatin
from zhtw_clean.stages.too_short import TooShort
from zhtw_clean.testing import TRICKY, check_stage
from zhtw_clean.text.pii import find_pii
from zhtw_clean.text.pii.found import Kind
from zhtw_clean.text.pii.looks import suspicious
from zhtw_clean.text.taiwan_ids import (
    is_national_id,
)

patient = settings(deadline=None, max_examples=40)
EXAMPLES: dict[Kind, tuple[str, ...]] = {
    "email": (
        "john (at) mail.org",
        "john [at] mail dot example dot org",
        "john小老鼠mail.org",
        "john at example dot org",
    ),
    "phone": (
        *("電話：[2345-6789]", "TEL [7654321]", "+81-90-1234-5678", "0912-345-678", "門號[0912345678]號"),
        *("電話[2345-6789~91]", "02-2345-6789~216", "[(03)5753677~9]\n", "電話[(02)2345-6789]、[2345-6790]"),
        *(
            "(02)2345-6789#207-209、20-22",
            "(02)2345-6789轉207、208",
            "02-2345-6789 分機 12 或 13",
            "02-2345-6789 ext. 5/6",
        ),
        *("(02)2345-6789(分機205)", "[(02)2345-6789（代表號）轉 205]", "[(02)2345-6789#205]、3年"),
        *("[(02)2345-6789]~5/6", "[02-2345-6789]~500元起", "[02-2345-6789轉1]、2樓", "[0912-345-678]~123"),
    ),
    "national-id": ("A123456789", "A800000014", "身分證字號：[a123456789]"),
    "resident-certificate": ("居留證[AB23456789]", "外籍看護 [AA00000009]", "護照、簽證影本，[AD30196818]"),
    "passport": ("護照號碼：[301234567]", "護照（號碼[301234567]）", "Passport No. [301234567]"),
    "nhi-card": ("健保卡號[000012345678]", "健保卡卡號：[0000-1234-5678]", "店員：健保卡號？\n客人：[000012345678]"),
    "driving-licence": ("駕照管轄編號：[123456789012]",),
    "bank-account": (
        "帳號：[(822)1234-5678-9012]",
        "匯款帳號 [004-021234567890]",
        "808-1234567890123",
        "台灣銀行 [12345678901]",
    ),
    "postal-account": ("郵局帳號：[0001234-0123456]", "局號[0001234]帳號[0123456]"),
    "credit-card": ("4111-1111-1111-1111", "卡號 [4111111111111111]"),
    "licence-plate": ("車牌[ABC-1235]", "車牌號碼：[1235-AB]", "轎車（[ABC-1235]）"),
    "birth-date": (
        "生日：[1989/05/12]",
        "出生年月日 [78.5.12]",
        "男　[民國78年5月12日]生",
        "生日是[七十八年五月十二日]",
    ),
    "home-address": (
        "住[臺北市大安區和平東路二段106巷3弄12號5樓之2]",
        "戶籍地址：[南投縣信義鄉望美村3鄰12號]",
        "收件人：林先生，[106臺北市大安區和平東路二段12號]",
        *("家住[中山路二十二號]", "住址：[望美村部落路12號B1]", "住[大湖村5鄰12號]", "住[中山路12號A棟5樓之3]"),
        *(
            "寄件地址：[至善路12號]",
            "收件人：林先生，[大安區和平東路二段12號]",
            "0912-345-678 收件 [忠孝東路四段100號]",
        ),
    ),
    "handle": (
        "LINE ID：[wang_0512]",
        "IG：[amy.lin]",
        "加賴[tom888]",
        "https://line.me/ti/p/~[amy88]",
        "賴ID是[amy88]",
    ),
    "ip-address": ("140.112.30.40", "來自: [1.2.3.4]", "2001:b011:3000:1::5"),
    "mac-address": ("3C:22:FB:12:34:5A", "3c-22-fb-12-34-5a", "3c22.fb12.345a"),
    "invoice-carrier": ("手機條碼：[/ABC+123]", "載具 [AB12345678901234]"),
    "company-number": ("統一編號：[04595257]", "統編 [10458570]"),
    "party-name": ("臺灣高等法院判決\n上訴人　[王小明]\n被　　告　[陳大文]　男\n法官　林法官\n[王小明]上訴。",),
}
CASES = [(kind, example) for kind, examples in EXAMPLES.items() for example in examples]


@pytest.mark.parametrize(("kind", "example"), CASES)
def test_every_kind(kind: Kind, example: str) -> None:
    marked = example if "[" in example.replace("[at]", "") else f"[{example}]"
    text = re.sub(r"\[(?!at\])|(?<!\[at)\]", "", marked)
    expected = re.sub(r"\[(?!at\]).*?(?<!\[at)\]", PLACEHOLDERS["zh"][kind], marked)
    assert MaskPii(kinds=(kind,))(text) == expected
    assert suspicious(pl.Series([text]), [kind])[kind].item()


@pytest.mark.parametrize(
    "text",
    [
        "護照規費1300元，健保給付2000點，帳號：administrator，車牌是白底黑字",
        "銀行代碼808，電話02-2345-6789".replace("02-2345-6789", "1999"),
        "4111-1111-1111-1112、1234-5678-9012-3456",
        "出生於民國78年5月12日，生日快樂，民國78年5月12日生效，出生率2023/05/12公布",
        "本店地址：臺北市大安區和平東路二段106巷3弄12號，住在台北市立醫院12號病房，住了3號",
        "LINE Pay、LINE: https://a.tw、IG live、String line = null;、信賴：abc1",
        "韌體v10.20.30.40、升級到v 11.22.33.44、版本v12.34.56.78、韌體v 1.220.3.40",
        "8.8.8.8、192.168.0.1、203.0.113.5、版本 2.4.14.2、第1.2.3.4節、127.0.0.1、255.255.255.0",
        "00:00:00:00:00:00、ff:ff:ff:ff:ff:ff、12:34:56、00-00-5E-00-53-01",
        "統一編號04595257，/ABC+123，劃撥帳號1234567890",
        "https://user@host.example.com/、deploy@example.com:/srv/www/、ssh root@example.com、git@github.com:a/b.git",
        "look at example.com、meet @ 7pm、a [at] b",
    ],
)
def test_what_is_not_personal_stays(text: str) -> None:
    assert MaskPii()(text) == text


@pytest.mark.parametrize(
    "home",
    [
        *(
            "新竹縣尖石鄉那羅78之4號",
            "西湖鄉龍洞152號",
            "後厝仔12號",
            "頂埔12之3號",
            "中豐路高平段273之23號",
            "大窩392號3樓",
        ),
        *("三爪子坑路溝邊4鄰21號", "頂寮巷臨21號", "嘉\U000257fd路200巷87號13樓", "瓦\ue000路3之23號", "月眉潭133號"),
    ],
)
def test_places_without_roads_and_rare_characters(home: str) -> None:
    text = f"家住{home}，戶籍地址：{home}。"
    assert [text[span.start : span.end] for span in find_pii(text, ["home-address"])] == [home, home]


@pytest.mark.parametrize(
    "text", ["住院編號3號", "住到下個月8號", "住在隔壁大樓3號", "住台北市立醫院旁12號", "家住得遠，3號才到"]
)
def test_no_places(text: str) -> None:
    assert not find_pii(text, ["home-address"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("002154-6 001234-6", ["002154-6 001234-6"]),
        ("帳號：700-0021546-0012346", ["700-0021546-0012346"]),
        ("存簿 0021546 0012346", ["0021546 0012346"]),
        ("002154-7 001234-6、0021546-0012346、帳號0021546-0012345", []),  # wrong, without a word, wrong
    ],
)
def test_accounts_with_the_post_office_by_their_check_digits(text: str, found: list[str]) -> None:
    assert [text[span.start : span.end] for span in find_pii(text, ["postal-account"])] == found


def test_names_need_a_judgment() -> None:
    text = "原告　王小明\n王小明說。"
    assert MaskPii(kinds=("party-name",))(text) == text


def test_each_kind_has_its_own_replacement() -> None:
    stage = MaskPii(kinds={"email": "remove", "phone": "placeholder", "national-id": "pseudonym"}, key="k")
    edited = stage("A123456789，0912-345-678，a@b.cc")
    assert edited
    stand_in, phone, email = edited.split("，")
    assert (phone, email) == ("〈電話〉", "")
    assert is_national_id(stand_in)
    assert stand_in != "A123456789"
    assert list(mark(pl.DataFrame({"text": ["x"]}), stage).columns[1:4]) == ["n_emails", "n_phones", "n_national_ids"]


@pytest.mark.parametrize(("kind", "example"), CASES)
def test_stand_ins_have_the_same_shape_and_stay(kind: Kind, example: str) -> None:
    text = re.sub(r"\[(?!at\])|(?<!\[at)\]", "", example)
    stage = MaskPii(kinds=(kind,), replacement="pseudonym", key="key")
    once = stage(text)
    assert once
    assert once != text
    assert stage(once) == once
    if kind not in {"email", "ip-address", "birth-date", "home-address"}:
        assert re.sub("[A-Za-z]", "a", re.sub("[0-9]", "0", once)).replace("○", "") or kind == "party-name"
        assert len(once) == len(text)


@pytest.mark.parametrize(
    "stage", [MaskPii(replacement="remove"), MaskPii(replacement="pseudonym", key="k"), MaskPii(tuple(NAMES))]
)
def test_every_replacement_keeps_the_law(stage: MaskPii) -> None:
    texts = [re.sub(r"[\[\]]", "", example) for _, example in CASES]
    check_stage(stage, (*TRICKY, *texts, "\n".join(texts)))


pieces = st.sampled_from([re.sub(r"[\[\]]", "", example) for _, example in CASES] + list(KINDS_OF)) | taiwanese
texts = st.lists(pieces, max_size=6).map("".join)


@patient
@given(
    texts, st.sampled_from([MaskPii(), MaskPii(placeholder="en"), MaskPii(replacement="remove"), MaskPii(tuple(NAMES))])
)
def test_twice_is_once(text: str, stage: MaskPii) -> None:
    once = mark(pl.DataFrame({"text": [text]}), stage)["text"][0]
    again = mark(pl.DataFrame({"text": [once]}), stage)
    assert again["text"][0] == once
    assert sum(again.row(0)[1:-1]) == 0


@patient
@given(texts, st.sampled_from(["zh", "en"]))
def test_nothing_outside_a_span_changes(text: str, words: str) -> None:
    stage = MaskPii(placeholder="zh" if words == "zh" else "en")
    once = mark(pl.DataFrame({"text": [text]}), stage)["text"][0]
    outside = re.split("|".join(map(re.escape, PLACEHOLDERS[words].values())), once)
    assert re.fullmatch(r"[\S\s]*".join(map(re.escape, outside)), text)


@patient
@given(
    st.lists(
        st.sampled_from(list(KINDS_OF)) | st.sampled_from(["我", "a", "1", "，", "。", " ", "的", "電話"]), max_size=12
    ).map("".join)
)
def test_placeholders_survive_the_stages_that_follow(text: str) -> None:
    def placeholders(text: str) -> list[str]:
        return re.findall("|".join(KINDS_OF), text)

    for later in (SpaceLatin(), SpaceLatin(spaces="remove"), RestorePunctuation()):
        frame = mark(pl.DataFrame({"text": [text]}), later)
        assert placeholders(frame["text"][0]) == placeholders(text)


def test_dropped_rows_carry_the_masked_text() -> None:
    result = Pipeline([MaskPii(), TooShort(min_chars=1000)]).apply(pl.DataFrame({"text": ["洽0912-345-678"]}))
    assert result.dropped["text"].to_list() == ["洽〈電話〉"]
    assert "0912" not in str(result.dropped.row(0)) + str(result.ledger)


def test_counters_have_names_of_their_own() -> None:
    assert len({counter(kind) for kind in NAMES}) == len(NAMES)
    assert counter("ip-address") == "n_ip_addresses"
    assert set(USUAL) == set(NAMES) - {"company-number", "party-name"}
