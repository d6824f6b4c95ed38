"""Write `decisive.py` anew from OpenCC: `python -m zhtw_clean.text.derive > FILE`."""

import sys
import textwrap

LINE = 55  # characters, each two columns wide
HEADER = '''"""Characters that decide between Simplified and Traditional Chinese, as `derive.py` wrote them.

A simplified one is turned into another by OpenCC {version}, is in the mainland's character set, GB 2312, and in none of
Taiwan (CP950), Hong Kong (Big5-HKSCS) and Japan (JIS X 0208). A traditional one is turned into one of these, is in
CP950 and not in GB 2312. So 后 里 干 台 面 云 制 只 余 范, which are traditional words too, decide nothing, nor do 国
学 会 户 吓, nor do 後 and 國 beside them: a text has as many decisive characters in one script as in the other.
"""

OPENCC = "{version}"
'''


def derive() -> dict[str, str]:
    """Find the decisive characters of both scripts, in the order of their code points."""
    mainland, taiwan, elsewhere = _encodable("gb2312"), _encodable("cp950"), _encodable("big5hkscs", "shift_jis")
    simplified = _changes("s2t", mainland - taiwan - elsewhere)
    traditional = (char for char, other in _changes("t2s", taiwan - mainland).items() if other in simplified)
    return {"SIMPLIFIED": "".join(sorted(simplified)), "TRADITIONAL": "".join(sorted(traditional))}


def _encodable(*charsets: str) -> set[str]:
    """All characters of the main CJK block that one of the character sets has."""
    block = map(chr, range(0x4E00, 0xA000))
    return {char for char in block if any(char.encode(charset, "ignore") for charset in charsets)}


def _changes(config: str, chars: set[str]) -> dict[str, str]:
    """Map each of these characters that OpenCC changes to what it becomes."""
    from opencc import OpenCC

    convert = OpenCC(config).convert
    return {char: other for char in chars if (other := convert(char)) != char}


def main() -> None:
    """Print the module."""
    from opencc import __version__

    sys.stdout.write(HEADER.format(version=__version__))
    for name, chars in derive().items():
        lines = "\n".join(f'    "{line}"' for line in textwrap.wrap(chars, LINE))
        sys.stdout.write(f"{name} = (\n{lines}\n)\n")


if __name__ == "__main__":
    main()
