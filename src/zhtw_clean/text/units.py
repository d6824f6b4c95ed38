"""A space between a number and its unit of measure.

A closed list, because a letter after a number is more often a name: `5G`, `3D`, `4K`, `2L` (a size), `3W` (萬, or
wins), `52m` (million). The forms are those of the SI brochure (9th edition, §5.4.3 asks for the space) and of IEC
80000-13, and the capitals that Taiwan writes beside them (`70KG`).
"""

import re

import polars as pl

from zhtw_clean.text.han import HAN
from zhtw_clean.text.rows import edit_each, edit_rows

_UNITS = """
    nm μm um mm cm km CM KM cm2 cm3 m2 m3
    μg ug mg kg KG
    ml mL ML dl cc CC c.c C.C
    ns μs ms
    mV kV mA mAh mW kW MW GW Wh kWh MWh GWh Hz kHz MHz Mhz GHz Ghz dB dBm dBW dBμV
    KB kB MB GB TB PB KiB MiB GiB TiB kbps Kbps Mbps Gbps
    kcal kJ hPa kPa MPa kph mph rpm fps ppm ppb dpi
"""
_NUMBER = r"[0-9]+(?:[.,][0-9]+)*"
_RANGE = rf"(?:{_NUMBER}[-~～\u2013x×/]){{0,3}}"
_ANY_UNIT = "|".join(re.escape(unit) for unit in _UNITS.split())
_UNIT, _GRAM = rf"(?:{_ANY_UNIT})(?-u:\b)", r"g(?-u:\b)"

_QUANTITY = f"{_RANGE}{_NUMBER}"  # a number, a range (`5~10`) or a size (`10x20`)
_GRAMS = rf"{_RANGE}(?:[016-9]|[0-9]+(?:[.,]?[0-9]+)+)"  # the same, but not 2 to 5: `4g` is a telephone
_BEFORE = rf"(?:[{HAN}\u3001-\u303f\uff01-\uff5e] ?)"
_BY = r" ?[x×*] ?"

AMOUNT = f"[0-9](?:{_UNIT}|{_GRAM})"
"""Where a number and its unit touch: without one, `space_units` has nothing to do."""
_SIZE = f"[0-9] ?(?:{_UNIT}){_BY}[0-9]"
_SIDE = rf"{_NUMBER} ?(?:{_ANY_UNIT})(?![A-Za-z0-9_])"
_SIZES = re.compile(rf"(?<![0-9.,]){_SIDE}(?:{_BY}{_SIDE})+")
_APART = re.compile(f"[0-9] (?:{_ANY_UNIT})")
_TOUCH = re.compile(rf"([0-9])({_ANY_UNIT})(?![A-Za-z0-9_])")


def space_units(texts: pl.Series) -> pl.Series:
    """Part numbers from their units where Chinese stands beside them."""
    return edit_rows(texts, texts.str.contains(AMOUNT), _space_units)


def _space_units(texts: pl.Series) -> pl.Series:
    for quantity, unit in ((_QUANTITY, _UNIT), (_GRAMS, _GRAM)):
        texts = texts.str.replace_all(rf"({_BEFORE}{quantity})({unit})", "${1} ${2}")
        texts = texts.str.replace_all(rf"(?m)((?:^|[\s(]){quantity})({unit}\.? ?{HAN})", "${1} ${2}")
    return edit_rows(texts, texts.str.contains(_SIZE), _even_sizes)


def _even_sizes(texts: pl.Series) -> pl.Series:
    """Part every side of a size whose first or last is (`54 cm x 38cm`)."""
    return edit_each(texts, lambda text: _SIZES.sub(_evenly, text))


def _evenly(size: re.Match[str]) -> str:
    return _TOUCH.sub(r"\1 \2", size[0]) if _APART.search(size[0]) else size[0]
