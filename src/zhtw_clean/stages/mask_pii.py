"""Personal data, covered with what it was: 〈電話〉."""

import functools
from collections import Counter
from collections.abc import Mapping
from importlib.metadata import version
from typing import Annotated, Literal, get_args

import polars as pl
from msgspec import Meta

from zhtw_clean.stage import Exprs, Stage
from zhtw_clean.text import text, whole_column
from zhtw_clean.text.pii import SUSPECT, Kind, find_pii, splice

PLACEHOLDERS: Mapping[str, Mapping[Kind, str]] = {
    "zh": {"email": "〈電子郵件〉", "phone": "〈電話〉", "national-id": "〈身分證字號〉"},
    "en": {"email": "<EMAIL>", "phone": "<PHONE>", "national-id": "<NATIONAL_ID>"},
}
COUNTERS: Mapping[Kind, str] = {"email": "n_emails", "phone": "n_phones", "national-id": "n_national_ids"}
MASKED = pl.Struct({"text": pl.String} | dict.fromkeys(COUNTERS.values(), pl.UInt32))


class MaskPii(Stage, frozen=True):
    """Put a placeholder where a text has an e-mail address, a Taiwanese telephone number or an identity number.

    Everything else stays as it is, character for character. Writes `n_emails`, `n_phones` and `n_national_ids`,
    how many were masked; what they were is written nowhere.

    Options:
        kinds: which of `email`, `phone` and `national-id` to mask. Default all three. `phone` is mobile and
            landline numbers, with their extension, that are valid in the numbering plan as libphonenumber has it, not
            toll-free or other service numbers; `national-id` is identity cards and the resident certificates of
            2021 on whose check digit is right.
        placeholder: the words to mask with, `zh` (default; 〈電話〉) or `en` (<PHONE>).
    """

    kinds: Annotated[tuple[Kind, ...], Meta(min_length=1)] = get_args(Kind)
    placeholder: Literal["zh", "en"] = "zh"

    def edits(self) -> Exprs:
        mask = functools.partial(_mask_column, kinds=self.kinds, placeholders=PLACEHOLDERS[self.placeholder])
        return (whole_column(text, mask, MASKED).struct.unnest(),)

    def resources(self) -> Mapping[str, str]:
        return {"phonenumbers": version("phonenumbers")}


def _mask_column(column: pl.Series, kinds: tuple[Kind, ...], placeholders: Mapping[Kind, str]) -> pl.Series:
    patterns = "|".join(SUSPECT[kind] for kind in kinds)
    suspects = column.str.contains(patterns).fill_null(value=False).arg_true()
    masked = [_mask(text, kinds, placeholders) for text in column.gather(suspects)]
    result = {"text": column.clone().scatter(suspects, [text for text, _ in masked])}
    for kind, name in COUNTERS.items():
        none = pl.zeros(column.len(), pl.UInt32, eager=True)
        result[name] = none.scatter(suspects, [counts[kind] for _, counts in masked])
    return pl.DataFrame(result).to_struct(column.name)


def _mask(text: str, kinds: tuple[Kind, ...], placeholders: Mapping[Kind, str]) -> tuple[str, Counter[Kind]]:
    spans = find_pii(text, kinds)
    return splice(text, spans, lambda span: placeholders[span.kind]), Counter(span.kind for span in spans)
