"""Lines of Chinese prose, as opposed to code, tables, records and what a forum's software wrote."""

import re
from collections.abc import Callable

CHINESE = "\u3007\u3105-\u312f\u3400-\u9fff\U00020000-\U0003ffff"
"""Han and bopomofo (`今天ㄅ歉`), as the body of a class of `re`."""

CHARACTER = re.compile(f"[{CHINESE}]")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff\u0300-\u036f]{2,}")
_ADDRESS = re.compile(r"(?<![a-z])[a-z]+://\S+")
_FORUM = re.compile(
    r"[: >]*(?:※ ?(?:發信站|文章網址|編輯|轉錄者|引述)|作者: ?\S.* 看板:)"
)  # PTT's own lines: tools know their wording
_RECORD = re.compile(r"[ \t-]*[A-Za-z][A-Za-z0-9_ -]{2,24}: ")  # `Tags: 科學, 生物`
_VALUES = re.compile(r"[^,。！？\s]{0,12}(?:,[^,。！？]{0,12})+")  # comma-separated
_FEWEST_COMMAS = 3
_OPENS_CODE_OR_TABLE = ("//", "/*", "{", "}", "|", "│", "┃")
_CLOSES_CODE_OR_TABLE = ("{", "}", "|", "│", "┃")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_MAYBE_CODE = re.compile(r"=>|[=!<>]=|&&|=\s*[\"'{\[(]|\(\)\s*[{.;]")


def edit_prose(text: str, look: re.Pattern[str], edit: Callable[[str], str]) -> str:
    """Edit the lines of Chinese prose that have what `look` looks for, and copy all between in one piece."""
    pieces: list[str] = []
    done = 0
    while found := look.search(text, done):
        start = text.rfind("\n", done, found.start()) + 1 or done
        end = text.find("\n", found.end())
        end = len(text) if end < 0 else end
        line = text[start:end]
        pieces += text[done:start], edit(line) if is_prose(line) else line
        done = end
    return "".join(pieces) + text[done:] if pieces else text


def is_prose(line: str) -> bool:
    """Tell whether a line is written in sentences, and for the most part in Chinese."""
    if _is_code_or_table(line.strip()) or _is_record(line) or _is_japanese(line):
        return False
    beyond_ascii = (len(line.encode()) - len(line)) // 2  # a Chinese character has three bytes
    if 4 * beyond_ascii > len(line):
        return True
    mostly_chinese = 3 * len(_WORD.findall(_ADDRESS.sub("", line))) <= 2 * len(CHARACTER.findall(line))
    return mostly_chinese and not _MAYBE_CODE.search(line)


def _is_code_or_table(line: str) -> bool:
    return (
        line.startswith(_OPENS_CODE_OR_TABLE)
        or (line.endswith(_CLOSES_CODE_OR_TABLE) and not line.endswith("││"))  # where Big5 had no dash
        or "\t" in line
        or '("' in line
        or "('" in line
        or (line.endswith(";") and (line[-2:].isascii() or line[-2:-1] in "”\u2019"))
    )


def _is_record(line: str) -> bool:
    if _FORUM.match(line) or (": " in line and "。" not in line and _RECORD.match(line)):
        return True
    if line.count(",") < _FEWEST_COMMAS or not _VALUES.fullmatch(line):
        return False
    return any(value and value.isascii() for value in line.split(","))  # a verse has commas, but no field in ASCII


def _is_japanese(line: str) -> bool:
    return ("の" in line or "を" in line) and 2 * len(_KANA.findall(line)) > len(CHARACTER.findall(line))
