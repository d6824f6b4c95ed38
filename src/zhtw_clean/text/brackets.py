# ruff: noqa: RUF001 - look-alikes are the subject
"""Pairs of brackets and quotation marks that stand in Chinese."""

import re
import string
from collections.abc import Iterator

from zhtw_clean.text.prose import CHARACTER, CHINESE

_BRACKET = re.compile(r"\( *|\)")
_LONGEST = 300
_MOST_WITHIN = 10
"""Characters and further pairs in a pair at most. With no end to them, pairs within pairs would take quadratic time."""
_CLOSE = "[\"'`0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u2001-\U0010ffff]"
"""What no space belongs between and a bracket."""
_LOOSE_BEFORE = re.compile(f"(?<={_CLOSE} )")
_LOOSE_AFTER = re.compile(rf" (?=\D){_CLOSE}")  # a space before digits may part columns

_ALL_CHINESE = re.compile(f"[{CHINESE}]+")
_WORD = re.compile("[A-Za-z]+")
_TERM = re.compile(
    r"[A-Za-z](?:[A-Za-z0-9 .,;:&'’/+–-]*[A-Za-z0-9.+])?|[0-9]{3,}|[0-9][0-9 .,:/–~-]{2,}[0-9]|[0-9.]+%|[!?]+"
)
_TUPLE = re.compile(r"-?(?:[a-z]|[0-9]{1,2})(?:[+-][0-9a-z])?(?:, ?-?(?:[a-z]|[0-9]{1,2})(?:[+-][0-9a-z])?)+")
_CODE = re.compile(r"[._/](?:(?<=[a-z]\.)[a-z]|(?<=[a-z]_)|(?<=_)[a-z]|(?<=/)/)")  # all start with one class: fastest
_NO_END = (":", ";", ":-", '"', "'")  # of a face `:)`, of code
_CALL = re.compile(r"(?:[A-Za-z0-9]\.|_)[A-Za-z0-9_]*\Z|[\]`=]\Z")
_CALL_ENDS = f"{string.ascii_letters}{string.digits}_.]`="
_BEFORE = 40
_COLUMNS = "   "  # so many spaces part the columns of a list

_NO_WRITING = re.compile(r"[^\w\s!-/:-@\[-`{-~，。、…「」『』《》〈〉【】：；！？（）—–～·‧．％／＋－“”‘’×→]")
_MOUTH = 2
"""Chinese characters in a face at most: (╬゜皿゜)."""

# A mark counts the same in either width, so that what is restored first does not decide what is restored next.
_MARKS = " ,:;!?()，：；！？（）"
BESIDE = f"[{CHINESE}「」『』《》〉】﹁﹂︽︾、。…—]"
_BESIDE = re.compile(BESIDE)
_PAUSE = re.compile(rf"$|[\n,:;!?.，：；！？]|\[\^| ?{BESIDE}")

_QUOTED = re.compile(r"“([^“”]*)”|\"([^\"]*)\"")
_INCHES_OR_CODE = re.compile('[0-9=\\[]"')
_QUOTED_AGAIN = re.compile("‘([^‘’]*)’")


def restore_brackets(lines: str) -> str:
    """Write （ and ） for the pairs of ( and ) that stand in Chinese. A single space beside them goes."""
    pieces: list[str] = []
    done = 0
    for start, end, bracket in sorted(_wide_brackets(lines)):
        pieces += lines[done:start], bracket
        done = end
    return "".join(pieces) + lines[done:]


def _wide_brackets(lines: str) -> Iterator[tuple[int, int, str]]:
    """Find what to replace, and by what: pairs within which all pairs, if there are any, are replaced as well."""
    opened: list[tuple[int, int]] = []
    for bracket in _BRACKET.finditer(lines):
        if bracket[0] != ")":
            opened.append(bracket.span())
        elif opened:
            start, inner_start = opened.pop()
            inner_end, end = bracket.span()
            inside = lines[inner_start:inner_end].rstrip(" ") if inner_end - start <= _LONGEST + 1 else ""
            if inside and "\n" not in inside and _is_chinese(lines, start, end, inside):
                yield start - bool(_LOOSE_BEFORE.match(lines, start)), inner_start, "（"
                yield inner_start + len(inside), end + bool(_LOOSE_AFTER.match(lines, end)), "）"
            else:
                opened.clear()


def _is_chinese(lines: str, start: int, end: int, inside: str) -> bool:
    """Judge by what the brackets hold, and by what stands beside them where that is not enough."""
    if lines[start - 1 : start] in _CALL_ENDS and _CALL.search(lines[max(0, start - _BEFORE) : start]):
        return False
    if _ALL_CHINESE.fullmatch(inside):
        return True
    if inside.count("(") + inside.count("（") > _MOST_WITHIN or inside.endswith(_NO_END) or _CODE.search(inside):
        return False
    han = len(CHARACTER.findall(inside))
    if han:
        is_face = han <= _MOUTH and _NO_WRITING.search(inside)
        return not is_face and (
            han >= len(_WORD.findall(inside)) or _is_after_chinese(lines, start) or _is_before_pause(lines, end)
        )
    return (
        _is_after_chinese(lines, start)
        and _is_before_pause(lines, end)
        and bool(_TERM.fullmatch(inside))
        and not _TUPLE.fullmatch(inside)
    )


def _is_after_chinese(lines: str, start: int) -> bool:
    before = lines[max(0, start - _BEFORE) : start]
    return not before.endswith(_COLUMNS) and bool(_BESIDE.match(before.rstrip(_MARKS)[-1:]))


def _is_before_pause(lines: str, end: int) -> bool:
    return bool(_PAUSE.match(lines, end, end + 2))


def corner_quotes(lines: str) -> str:
    """Write 「 and 」 for pairs of "…" and “…” around Chinese, 『 and 』 within 「」."""
    return "\n".join(map(_corner_quotes, lines.split("\n")))


def _corner_quotes(line: str) -> str:
    if line.count('"') % 2 and "“" not in line:
        return line

    depth = done = 0

    def corner(quoted: re.Match[str]) -> str:
        nonlocal depth, done
        depth += line.count("「", done, quoted.start()) - line.count("」", done, quoted.start())
        done = quoted.start()
        inside = (quoted[1] if quoted[2] is None else quoted[2]).strip(" ")
        han = len(CHARACTER.findall(inside))
        if not han or han < len(_WORD.findall(inside)) or _INCHES_OR_CODE.match(line, done - 1):
            return quoted[0]
        outer, inner = ("『』", r"「\1」") if depth > 0 else ("「」", r"『\1』")
        return outer[0] + _QUOTED_AGAIN.sub(inner, inside) + outer[1]

    return _QUOTED.sub(corner, line)
