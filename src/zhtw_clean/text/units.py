"""Units of measure that are written after a number.

A closed list, because a letter after a number is more often a name: `5G`, `3D`, `4K`, `2L` (a size),
`3W` (萬, or wins), `52m` (million). The forms are those of the SI brochure and IEC 80000-13, and the
capitals that Taiwan writes beside them (`70KG`).
"""

_UNITS = """
    nm μm um mm cm km CM KM cm2 m2
    μg ug mg kg KG
    ml mL ML dl cc CC c.c C.C
    mV V kV mA mAh Wh kW kWh MW MWh GW GWh Hz kHz MHz Mhz GHz Ghz dB dBm
    KB kB MB GB TB kbps Kbps Mbps Gbps
    kcal hPa kPa kph mph rpm ppm ppb dpi
"""
_ENDS = r"(?-u:\b)"
_NUMBER = r"[0-9]+(?:[.,][0-9]+)*"
_RANGE = rf"(?:{_NUMBER}[-~～\u2013x×/])*"

UNIT = "(?:" + "|".join(unit.replace(".", r"\.") for unit in _UNITS.split()) + f"){_ENDS}"
GRAM = f"g{_ENDS}"

QUANTITY = f"{_RANGE}{_NUMBER}"
"""A number, a range (`5~10`) or a size (`10x20`)."""
GRAMS = rf"{_RANGE}(?:[016-9]|[0-9]+(?:[.,]?[0-9]+)+)"
"""The same, but not 2 to 5: `4g` is a telephone."""
