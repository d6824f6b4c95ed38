"""The built-in stages, one file each."""

from zhtw_clean.stages.convert_script import ConvertScript
from zhtw_clean.stages.exact_duplicate import ExactDuplicate
from zhtw_clean.stages.extract_html import ExtractHtml
from zhtw_clean.stages.fold_width import FoldWidth
from zhtw_clean.stages.garbled import Garbled
from zhtw_clean.stages.join_lines import JoinLines
from zhtw_clean.stages.mask_pii import MaskPii
from zhtw_clean.stages.near_duplicate import NearDuplicate
from zhtw_clean.stages.not_taiwanese import NotTaiwanese
from zhtw_clean.stages.repair_unicode import RepairUnicode
from zhtw_clean.stages.restore_punctuation import RestorePunctuation
from zhtw_clean.stages.simplified import Simplified
from zhtw_clean.stages.skim_html import SkimHtml
from zhtw_clean.stages.space_latin import SpaceLatin
from zhtw_clean.stages.strip_margins import StripMargins
from zhtw_clean.stages.too_many_tokens import TooManyTokens
from zhtw_clean.stages.too_short import TooShort
from zhtw_clean.stages.toxic import Toxic
from zhtw_clean.stages.wrong_language import WrongLanguage

__all__ = [
    "ConvertScript",
    "ExactDuplicate",
    "ExtractHtml",
    "FoldWidth",
    "Garbled",
    "JoinLines",
    "MaskPii",
    "NearDuplicate",
    "NotTaiwanese",
    "RepairUnicode",
    "RestorePunctuation",
    "Simplified",
    "SkimHtml",
    "SpaceLatin",
    "StripMargins",
    "TooManyTokens",
    "TooShort",
    "Toxic",
    "WrongLanguage",
]
