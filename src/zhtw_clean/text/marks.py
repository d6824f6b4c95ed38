# ruff: noqa: RUF001 - look-alikes are the subject
"""Marks between and at the end of Chinese clauses: ，：；！？。."""

import re

from zhtw_clean.text.prose import CHARACTER, CHINESE

STARTS = f"[{CHINESE}「『《〈【“﹁﹃︽︻]"
ENDS = f"[{CHINESE}」』》〉】”…﹂﹄︾︼]"
"""What Chinese starts and ends with, as classes of `re`. No mark that is restored here is among them: what is
restored first must not decide what is restored next."""

_FULL_WIDTH = str.maketrans(",:;!?", "，：；！？", " ")

_AFTER = rf"(?:(?<={ENDS}.)|(?<={ENDS}[)）].))"
_BEFORE = f"(?= ?{STARTS})"
_NAMED = r"(?<!逗號.)(?<!冒號.)(?<!分號.)(?<!問號.)(?<!嘆號.)"  # speaks of the character itself
_FACE = r"['’-]?[)DPpOo3XxSsVv|><](?![A-Za-z0-9])|/(?!\w)|\((?![^ \n)])"
_CODE = r"[:\\=\ufdd0]|//|[a-z0-9_+]+:(?![A-Za-z0-9/\ufdd0])"  # :: :\ := :smile:, but not https: with the rest covered
_EXCLAIMED = rf"(?:{_AFTER}|(?<=[！？].)|(?<=（.)(?=[!?]*）)){_NAMED}(?![\[=]|[A-Za-z_]+=)[!?]*"
_KINDS = (
    rf"(?<=,){_NAMED}(?:{_AFTER}|(?:(?<=[^\s'\"\[=].)|(?<=[{CHINESE}!?！？。][\"'].)){_BEFORE})",
    rf"(?<=:){_NAMED}(?:(?:{_AFTER}|(?<=）.))(?!{_FACE}|{_CODE})|(?= ?[「『]))",
    rf"(?<=;)(?:{_AFTER}{_NAMED}|(?<=[0-9）].){_BEFORE})(?!{_FACE})",
    f"(?<=!){_EXCLAIMED}",
    rf"(?<=\?)(?:{_EXCLAIMED}|(?<=[A-Za-z0-9].){_BEFORE})",
)
_STAMP = r"(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3} )?[0-9]{2}/[0-9]{2}(?![0-9/])"  # address and date of a forum's comment
_SPACE = rf"(?: (?=[^ \n])(?!{_STAMP}|(?<=[!?] )[!?]))?"
_MARK = re.compile(f"[,:;!?](?:{'|'.join(_KINDS)}){_SPACE}")  # `re` is fastest where all start with one class
_SPACED_MARK = re.compile(rf"(?m) (?=[,:;!?](?: ?{STARTS}|$))(?<=[{CHINESE}] )(?<![用以與和是] )")

_SAID = "了吧呢啊喔啦耶嗎嘛哦唷"
"""Particles that end a sentence, and no name."""
_STOP = re.compile(
    rf"(?m)\.(?<=[{CHINESE}].)"
    rf"(?:(?=[^\S\n]*$)| (?={STARTS}|（)|(?=[」』])|(?<=[{_SAID}].)(?=[{CHINESE}]{{2}}))"
)
_LEAST_SENTENCE = 5
"""Chinese characters before a full stop; fewer may be a heading, a numeral or a name."""

_PAUSE = re.compile(r"[\s，。！？；：、,.!?;:]")
_ASKING = re.compile(r"[嗎呢吧麼啊呀嘛哪誰何啥幾否豈怎喔哦耶]|多少|還是|難道|真的|對不對|(.)[不沒]\1")
_OR = ("還是", "或是")
_GOES_ON = re.compile(f"[{CHINESE}，。、；︵]")
_CLAUSE = 30


def restore_marks(lines: str) -> str:
    """Write ，：；！？ for , : ; ! ? that follow Chinese, and for , ; ? before it. One space beside them goes."""
    return _MARK.sub(_widen, _SPACED_MARK.sub("", lines))


def restore_marks_but_losses(lines: str) -> str:
    """Do so in a text that was not flattened: `?` within a clause that does not ask is a lost character (`深水?區`)."""
    return _MARK.sub(lambda mark: mark[0] if _is_loss(mark) else _widen(mark), _SPACED_MARK.sub("", lines))


def restore_stops(lines: str) -> str:
    """Write 。 for a full stop, where it is certain: between Chinese it is as often a ‧ (`大衛.麥塔斯`) or a 、."""
    if "." not in lines:
        return lines

    last = 0

    def widen(stop: re.Match[str]) -> str:
        nonlocal last
        begin = max(last, *(lines.rfind(end, last, stop.start()) + 1 for end in "\n。.！？!?"))
        last = stop.start()
        least = 2 if lines[stop.start() - 1] in _SAID else _LEAST_SENTENCE
        return "。" if len(CHARACTER.findall(lines, begin, stop.start())) >= least else stop[0]

    return _STOP.sub(widen, lines)


def _widen(mark: re.Match[str]) -> str:
    return mark[0].translate(_FULL_WIDTH)


def _is_loss(mark: re.Match[str]) -> bool:
    if mark[0] != "?" or not _GOES_ON.match(mark.string, mark.end()) or mark.string.startswith(_OR, mark.end()):
        return False
    clause = _PAUSE.split(mark.string[max(0, mark.start() - _CLAUSE) : mark.start()])[-1]
    return not _ASKING.search(clause)
