"""Personal data: what is masked, what is left, and that nothing else changes."""

import re
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhtw_clean.pipeline import Pipeline
from zhtw_clean.problems import PipelineError
from zhtw_clean.run import run
from zhtw_clean.stage import mark
from zhtw_clean.stages.mask_pii import PLACEHOLDERS, USUAL, MaskPii
from zhtw_clean.testing import TRICKY, check_stage
from zhtw_clean.text.pii import find_pii
from zhtw_clean.text.pii.found import Kind, splice
from zhtw_clean.text.pii.looks import suspicious
from zhtw_clean.text.taiwan_ids import LETTERS, is_national_id, is_personal_phone

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
patient = settings(deadline=None)  # libphonenumber loads on its first call
TO_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
CARRIERS = (
    "{}",
    "聯絡{}謝謝",
    "（{}）",
    "請洽{}、或站內信。",
    "TEL：{}\n",
    "名單\t{}\t台北市",
    "{} {{}}",
    "「{}」，再說",
)


def masked(text: str, kind: Kind) -> bool:
    """Is the whole text, or all of it but what stands around one thing, masked as this kind?"""
    return MaskPii()(text) == PLACEHOLDERS["zh"][kind]


@pytest.mark.parametrize(
    "number",
    # published test numbers: identity cards, then resident certificates of 2021
    [
        *("A123456789", "F131104093", "O158238845", "N116247806", "A200000003"),
        *("A800000014", "A870000015", "A880000018", "A890000011", "B801300667"),
    ],
)
def test_identity_numbers(number: str) -> None:
    assert is_national_id(number)
    assert masked(number, "national-id")
    assert masked(number.translate(TO_FULL_WIDTH), "national-id")


@pytest.mark.parametrize("number", ["A123456788", "F131104091", "A800000000", "A323456789", "a123456789", "AB12345678"])
def test_no_identity_numbers(number: str) -> None:
    assert not is_national_id(number)
    assert MaskPii()(number) == number


@pytest.mark.parametrize(
    "number",
    [
        *("0912345678", "0912-345-678", "0912-345678", "0912 345 678", "(0912)345-678", "09-1234-5678", "0912-34-5678"),
        *(
            "0912.345.678",
            "+886912345678",
            "+886-912-345-678",
            "+886 (0)912 345 678",
            "886-912-345-678",
            "0996-562-161",
        ),
        *(
            "(02)2345-6789",
            "(02) 2345 6789",
            "02-23456789",
            "02-2345-6789",
            "02.2345.6789",
            "02)2345-6789",
            "(07)-2373487",
        ),
        *("037-320000", "04-22123456", "(04)7622281", "(049)2563002", "049-256-3002", "05-2911685", "08-8881153"),
        *("082-325057", "0826-66666", "0836-22345", "089-322002", "(038)242533", "02-218-12345", "00886-2-2345-6789"),
        *(
            "+886-2-2345-6789",
            "(886)2-2345-6789",
            "+886.912345678",
            "+886-(0)2-2345-6789",
            "(886-2)2345-6789",
            "02\u20132345\u20136789",
        ),
        *("(02)2345-6789#205", "02-2345-6789 分機 205", "(02)2345-6789轉205", "02-23456789轉分機205", "0223456789#205"),
        *(
            "02-2345-6789 ext. 205",
            "(02)2345-6789 #205",
            "（０２）２３４５－６７８９\uff03２０５",
            "０９１２－３４５－６７８",
        ),
    ],
)
def test_telephone_numbers(number: str) -> None:
    assert masked(number, "phone")


@pytest.mark.parametrize(
    ("before", "number"),
    [
        ("電話：", "0223456789"),
        ("TEL", "0912345678"),
        ("Phone No.: ", "02 2345 6789"),
        ("請撥", "06-5742435"),
        ("洽", "02 23456789"),
    ],
)
def test_numbers_after_a_word_that_says_telephone(before: str, number: str) -> None:
    assert MaskPii()(before + number + "。") == before + "〈電話〉。"


@pytest.mark.parametrize(
    "text",
    [
        "臺灣臺北地方法院112年度訴字第1234號民事判決",
        "院臺法字第0980012345號、第0912345678號函",
        "府授都字第 0960123456 號",
        "警署人字第 0922396453 號函",
        "第184條之1、第08條",
        "ISBN 0912345678、ISBN：978-957-08-1234-5、ISSN 0257-5655",
        "訂單編號：0912345678，統編04595252，發票AB-12345678",
        "免付費專線0800-000-123、0809-012-345，市話撥1999、165、110",
        "網路電話070-1012-3456",
        "共1,234,567元，成長0.0912345678，約0.91234567倍",
        "2019-09-12 03:45:06、20190912034506、2023-08-29T11:03:03.3930708+08:00",
        "民國112.03.04至112年5月6日",
        "192.168.0.1、10.0.21.234、版本0.7.22.39845、v02.3456.7890123",
        "0912-3456-7890-1234",
        "https://example.com/news/退休年改-033005516.html",
        "https://example.com/?id=0912345678&n=A123456789",
        "EP.039-181109、No. 0912345678、型號：02-1234567",
        "  3  02 2345 6789  4",  # a table
        "0.2 0 0  0  0  1  0   4-3、06  5-13   1-3   1-2、0.250   0.294   16",
        "git@github.com:user/repo.git、logo@2x.png、react@16.8.0、@someone、甲@乙",
        "a0912345678b、x_0912345678、0912345678901",
        "a1b2c3d4-0912-3456-7890-1234567890ab",
        "0223456789",  # could be anything
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert MaskPii()(text) == text


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("聯絡john.doe@x.com.tw謝謝", "聯絡〈電子郵件〉謝謝"),
        ("信箱：" + "john@x.com.tw".translate(TO_FULL_WIDTH) + "。", "信箱：〈電子郵件〉。"),
        ("（0912345678）、(02-2345-6789)、(+886-2-2345-6789)", "（〈電話〉）、(〈電話〉)、(〈電話〉)"),
        ("a+b_c%d@mail-1.example.com.tw.", "〈電子郵件〉."),
        ("mailto:a@b.cc?cc=c@d.tw", "mailto:〈電子郵件〉?cc=〈電子郵件〉"),
        ("0912345678@gmail.com", "〈電子郵件〉"),
        ("a@b.com@c.com", "〈電子郵件〉@c.com"),
        ("<a@b.com>,<c@d.com>", "<〈電子郵件〉>,<〈電子郵件〉>"),
        ("0912345678-0987654321", "〈電話〉-〈電話〉"),
        ("(02)2785-3931 (02)2785-6129、0912345678/02-23456789", "〈電話〉 〈電話〉、〈電話〉/〈電話〉"),
        ("A123456789，0912-345-678，a@b.cc", "〈身分證字號〉，〈電話〉，〈電子郵件〉"),
    ],
)
def test_in_text(text: str, after: str) -> None:
    assert MaskPii()(text) == after


def test_kinds_and_words_can_be_chosen() -> None:
    text = "A123456789，0912-345-678，a@b.cc"
    assert MaskPii(kinds=("phone",))(text) == "A123456789，〈電話〉，a@b.cc"
    assert MaskPii(placeholder="en")(text) == "<NATIONAL_ID>，<PHONE>，<EMAIL>"


def test_what_was_masked_is_counted() -> None:
    texts = ["A123456789，0912-345-678，a@b.cc，02-2345-6789#1", "沒有", None]
    result = mark(pl.DataFrame({"text": texts}), MaskPii()).select("n_national_ids", "n_phones", "n_emails")
    assert result.rows() == [(1, 2, 1), (0, 0, 0), (0, 0, 0)]


@pytest.mark.parametrize("stage", [MaskPii(), MaskPii(placeholder="en"), MaskPii(kinds=("email",))])
def test_masking_keeps_the_law(stage: MaskPii) -> None:
    check_stage(stage, (*TRICKY, "0912345678-0987654321", "電話0223456789/0223456788，A123456789a@b.cc"))


def check_digit(first_nine: str) -> str:
    return next(number for digit in "0123456789" if is_national_id(number := first_nine + digit))


mobiles = st.from_regex(r"09[0-8][0-9]{7}", fullmatch=True).filter(is_personal_phone)
landlines = st.from_regex(r"\(0[2-8]\)[2-8][0-9]{2,3}-[0-9]{4}", fullmatch=True).filter(
    lambda number: is_personal_phone(re.sub("[^0-9]", "", number))
)
ids = st.from_regex(rf"[{LETTERS}][1289][0-9]{{7}}", fullmatch=True).map(check_digit)
emails = st.from_regex(r"[a-z][a-z0-9]{0,9}(\.[a-z0-9]{1,9})?@[a-z]{1,9}\.(com|org|com\.tw|idv\.tw)", fullmatch=True)
things: st.SearchStrategy[tuple[Kind, str]] = st.one_of(
    st.tuples(st.just("phone"), mobiles | landlines),
    st.tuples(st.just("national-id"), ids),
    st.tuples(st.just("email"), emails),
)
noise = st.text(st.sampled_from("0123456789０９８+-－\u2013() （）.@＠#轉號第AZa中，\n/:_"))


@patient
@given(things, st.sampled_from(CARRIERS), st.booleans())
def test_personal_data_is_masked_wherever_it_stands(thing: tuple[Kind, str], carrier: str, full_width: bool) -> None:
    kind, value = thing
    text = carrier.format(value.translate(TO_FULL_WIDTH) if full_width else value)
    assert MaskPii()(text) == carrier.format(PLACEHOLDERS["zh"][kind])


@patient
@given(st.from_regex(r"[A-Z][1289][0-9]{8}", fullmatch=True), st.sampled_from(CARRIERS))
def test_a_wrong_check_digit_is_no_identity_number(number: str, carrier: str) -> None:
    text = carrier.format(number)
    assert (MaskPii()(text) == text) != is_national_id(number)


@patient
@given(st.from_regex(r"[1-7][0-9]{8,12}", fullmatch=True), st.sampled_from(CARRIERS))
def test_other_digits_stay(number: str, carrier: str) -> None:
    text = carrier.format(number)
    assert MaskPii()(text) == text


@patient
@given(noise | st.lists(noise | things.map(lambda thing: thing[1])).map("".join))
def test_only_spans_change(text: str) -> None:
    spans = find_pii(text, USUAL)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    once = mark(pl.DataFrame({"text": [text]}), MaskPii())["text"][0]
    outside = re.split("|".join(PLACEHOLDERS["zh"].values()), once)
    assert re.fullmatch(r"[\S\s]+".join(map(re.escape, outside)), text)
    assert mark(pl.DataFrame({"text": [once]}), MaskPii())["text"][0] == once
    if not spans:
        assert once == text


@patient
@given(noise | st.lists(noise | things.map(lambda thing: thing[1])).map("".join))
def test_the_quick_look_misses_nothing(text: str) -> None:
    for kind in USUAL:
        if find_pii(text, [kind]):
            assert suspicious(pl.Series([text]), [kind])[kind].item(), kind


def test_splice_puts_fillings_where_spans_were() -> None:
    text = "洽0912345678或a@b.cc"
    assert splice(text, find_pii(text, USUAL), lambda span: f"[{span.kind}]") == "洽[phone]或[email]"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["guard/drcd-dev", "text/laws-hard-wrapped", "text/poems"])
def test_nothing_is_masked_where_nothing_is_personal(name: str) -> None:
    path = DATA / f"{name}.jsonl.zst"
    if not path.exists():
        pytest.skip("the real data is not here")
    texts = pl.read_ndjson(path).select("text")
    assert mark(texts, MaskPii())["text"].equals(texts["text"])


def test_a_run_never_shows_the_key(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "手機：0912345678"}\n')
    recipe = f"""
source: {{path: {tmp_path}/in.jsonl}}
output: {{path: {tmp_path}/out}}
stages: [{{mask-pii: {{replacement: pseudonym, key: 只有我們知道}}}}]
"""
    run(Pipeline.parse(recipe), workers=1)
    written = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert not [path for path in written if "只有我們知道" in path.read_bytes().decode(errors="replace")]
    with pytest.raises(PipelineError, match="not in a run's report"):
        Pipeline.parse((tmp_path / "out/pipeline.yaml").read_text())
