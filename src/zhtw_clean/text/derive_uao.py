"""Write `uao.py` anew from the package `uao`: `pip install uao; python -m zhtw_clean.text.derive_uao > FILE`."""

import sys
from importlib import import_module
from importlib.metadata import version

from zhtw_clean.text.big5 import PRIVATE, USER_DEFINED

LINE = 55  # characters, each two columns wide
LAST_PRIVATE = 0xF8FF
HEADER = '''# ruff: noqa: RUF001 - a table has look-alikes
"""Unicode-at-on, the Big5 of Taiwan's bulletin boards: what it puts into the user-defined area.

A character for each code of the area, in `big5.py`'s order, a space where there is none, as `derive_uao.py` found them
in {source}.
"""

UAO = (
{lines}
)
'''


def derive() -> str:
    """What stands at each user-defined code; what Unicode-at-on itself leaves private is none."""
    decode = import_module("uao").Big5UAOCodec().decode
    chars = (decode(code.to_bytes(2, "big"), "replace")[0] for code in USER_DEFINED)
    return "".join(
        " " if len(char) != 1 or PRIVATE <= ord(char) <= LAST_PRIVATE or char == "\ufffd" else char for char in chars
    )


def main() -> None:
    """Print the module."""
    chars = derive()
    text = "\n".join(f'    "{chars[at : at + LINE]}"' for at in range(0, len(chars), LINE))
    sys.stdout.write(HEADER.format(source=f"the package `uao` {version('uao')}", lines=text))


if __name__ == "__main__":
    main()
