"""Stand-ins for personal data: one value has one, however it is written, and a right check digit."""

import re

import pytest

from zhtw_clean.stages.mask_pii import MaskPii
from zhtw_clean.text.pii.found import Kind
from zhtw_clean.text.pii.pseudonyms import pseudonym
from zhtw_clean.text.taiwan_ids import (
    is_card,
    is_company_number,
    is_national_id,
    is_postal_account,
    is_resident_certificate,
)


def test_pseudonyms_need_a_key() -> None:
    with pytest.raises(ValueError, match="key"):
        MaskPii(replacement="pseudonym")


@pytest.mark.parametrize(
    ("kind", "value", "valid"),
    [
        ("national-id", "A123456789", is_national_id),
        ("resident-certificate", "AB23456789", is_resident_certificate),
        ("credit-card", "4111111111111111", is_card),
        ("company-number", "04595257", is_company_number),
        ("postal-account", "00215460012346", is_postal_account),
    ],
)
def test_stand_ins_have_a_right_check_digit(kind: Kind, value: str, valid: object) -> None:
    for key in "abcdef":
        stand_in = pseudonym(kind, value, key)
        assert callable(valid)
        assert valid(stand_in)
        assert pseudonym(kind, stand_in, key) == stand_in
        assert pseudonym(kind, value, key) == stand_in


@pytest.mark.parametrize(
    ("kind", "forms"),
    [
        ("phone", ("0912345678", "０９１２－３４５－６７８", "0912 345 678")),
        ("national-id", ("A123456789", "Ａ１２３４５６７８９", "A 123456789")),
        ("postal-account", ("00215460012346", "002154-6 001234-6", "0021546-0012346")),
        ("email", ("john@mail.org", "john @ mail.org", "john＠mail.org")),
        ("mac-address", ("3c:22:fb:12:34:5a", "3c-22-fb-12-34-5a")),
        ("birth-date", ("民國78年05月12日", "民國 78 年 05 月 12 日", "７８.05.12")),
        ("home-address", ("台北市信義路２段１２號", "臺北市信義路 2 段 12 號")),
    ],
)
def test_a_value_written_otherwise_has_the_same_stand_in(kind: Kind, forms: tuple[str, ...]) -> None:
    stand_ins = (pseudonym(kind, form, "key").replace("台", "臺") for form in forms)
    assert len({re.sub(r"\W|民國|[年月日]", "", stand_in) for stand_in in stand_ins}) == 1


def test_a_number_from_abroad_has_the_stand_in_of_home() -> None:
    home, abroad = (pseudonym("phone", number, "key") for number in ("0912345678", "+886-912-345-678"))
    assert abroad.replace("-", "").removeprefix("+886") == home[1:]
