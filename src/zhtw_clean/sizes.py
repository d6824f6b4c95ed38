"""Sizes in bytes, as people write them: `500MB`."""

import re
from typing import Annotated

from msgspec import Meta

Size = Annotated[int, Meta(gt=0, description="bytes, as a number or like 500MB", extra={"unit": "bytes"})]

UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12, "ki": 2**10, "mi": 2**20, "gi": 2**30, "ti": 2**40}


def parse_bytes(text: str) -> int:
    """Read `500MB`, `1.5 GB`, `64MiB` or `1000` as a number of bytes.

    Raises:
        ValueError: it is none of these.
    """
    match = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([kmgt]?i?)b?\s*", text, re.IGNORECASE)
    if match is None or match[2].lower() not in UNITS:
        message = "a size is written like 500MB"
        raise ValueError(message)
    return int(float(match[1]) * UNITS[match[2].lower()])


def show_bytes(number: float) -> str:
    """Write a number of bytes for people: `1.5 GB`."""
    for unit in ("B", "kB", "MB", "GB"):
        if abs(number) < 1000:  # noqa: PLR2004
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"
