"""Personal data, covered with what it was: 〈電話〉."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Annotated, Literal

import polars as pl
from msgspec import Meta

from zhtw_clean.stage import NOT_SHOWN, Exprs, Secret, Stage
from zhtw_clean.text import text, whole_column
from zhtw_clean.text.pii.found import Kind
from zhtw_clean.text.pii.masking import Masks, mask_column
from zhtw_clean.text.pii.pseudonyms import pseudonym

Replacement = Literal["placeholder", "remove", "pseudonym"]
_SOME = Meta(min_length=1)
Kinds = Annotated[tuple[Kind, ...], _SOME] | Annotated[dict[Kind, Replacement], _SOME]

NAMES: Mapping[Kind, str] = {
    "email": "電子郵件",
    "phone": "電話",
    "national-id": "身分證字號",
    "resident-certificate": "居留證號碼",
    "passport": "護照號碼",
    "nhi-card": "健保卡號",
    "driving-licence": "駕照號碼",
    "bank-account": "銀行帳號",
    "postal-account": "郵局帳號",
    "credit-card": "信用卡號",
    "licence-plate": "車牌號碼",
    "birth-date": "出生日期",
    "home-address": "住址",
    "handle": "社群帳號",
    "ip-address": "網路位址",
    "mac-address": "網卡位址",
    "invoice-carrier": "載具號碼",
    "company-number": "統一編號",
    "party-name": "姓名",
}
PLACEHOLDERS: Mapping[str, Mapping[Kind, str]] = {
    "zh": {kind: f"〈{name}〉" for kind, name in NAMES.items()},
    "en": {kind: f"<{kind.upper().replace('-', '_')}>" for kind in NAMES},
}
KINDS_OF = {word: kind for words in PLACEHOLDERS.values() for kind, word in words.items()}
USUAL = tuple(kind for kind in NAMES if kind not in {"company-number", "party-name"})


def counter(kind: Kind) -> str:
    """Name the measure that counts a kind: `n_birth_dates`."""
    plural = f"{kind.replace('-', '_')}s"
    return f"n_{plural.replace('addresss', 'addresses')}"


class MaskPii(Stage, frozen=True):
    """Put a placeholder, nothing, or a stand-in where a text has personal data of Taiwan.

    Everything else stays as it is, character for character. Writes how many of each kind were masked (`n_emails`,
    `n_phones`, …); what they were is written nowhere.

    Options:
        kinds: what to mask: `email`, `phone`, `national-id`, `resident-certificate`, `passport`, `nhi-card`,
            `driving-licence`, `bank-account`, `postal-account`, `credit-card`, `licence-plate`, `birth-date`,
            `home-address`, `handle` (LINE, Instagram, …), `ip-address`, `mac-address`, `invoice-carrier`,
            `company-number`, `party-name` (the parties of a judgment). Either a list, or a mapping that says
            what becomes of each: `{email: remove, phone: pseudonym}`. Default: a list of all but the last two, of
            which the first is public, and the second seldom personal.
        replacement: what becomes of the kinds in a list: `placeholder` (default), `remove`, or `pseudonym`, a
            stand-in of the same shape, with a valid check digit where there is one; the same value has the same one.
        placeholder: the words to mask with, `zh` (default; 〈電話〉) or `en` (<PHONE>).
        key: any words, from which stand-ins are made; who has it can tell whether a stand-in may stand for a certain
            value. Needed for `pseudonym` only; a run's report does not show it.
    """

    kinds: Kinds = USUAL
    replacement: Replacement = "placeholder"
    placeholder: Literal["zh", "en"] = "zh"
    key: Secret = ""

    def __post_init__(self) -> None:
        if "pseudonym" in self._replacements().values() and not self.key:
            msg = "`pseudonym` needs a `key`"
            raise ValueError(msg)
        if self.key == NOT_SHOWN:
            msg = "`key` is not in a run's report; write the one it ran with"
            raise ValueError(msg)

    def edits(self) -> Exprs:
        kinds = self._replacements()
        masked = pl.Struct({"text": pl.String} | {counter(kind): pl.UInt32 for kind in kinds})
        return (whole_column(text, self._mask_column, masked).struct.unnest(),)

    def resources(self) -> Mapping[str, str]:
        return {"phonenumbers": version("phonenumbers")}

    def _replacements(self) -> Mapping[Kind, Replacement]:
        return self.kinds if isinstance(self.kinds, dict) else dict.fromkeys(self.kinds, self.replacement)

    def _mask_column(self, column: pl.Series) -> pl.Series:
        replacements = self._replacements()
        words = PLACEHOLDERS[self.placeholder]

        def fill(kind: Kind, value: str) -> str:
            match replacements[kind]:
                case "placeholder":
                    return words[kind]
                case "remove":
                    return ""
                case "pseudonym":
                    return pseudonym(kind, value, self.key)

        texts, counts = mask_column(column, Masks(tuple(replacements), fill, KINDS_OF))
        measures = {counter(kind): pl.Series(counts[:, n]) for n, kind in enumerate(replacements)}
        return pl.DataFrame({"text": texts} | measures).to_struct(column.name)
