"""E-mail addresses, also in disguise: `john (at) example.tw`."""

import re
from collections.abc import Iterator

from zhtw_clean.text.pii.found import Span

_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN = re.compile(rf"@(?:{_LABEL}\.)+[A-Za-z]{{2,24}}(?![A-Za-z0-9])")
_LOCAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}(?P<gap> ?)\Z")
# A repository, a picture in double resolution (logo@2x.png), other files, a unit of systemd.
_NOT_MAIL = re.compile(
    r"git@|.*@[0-9]x\.|.*\.(?:png|jpe?g|gif|svg|webp|ico|js|ts|css|json|ya?ml|html?|pdf|service|timer|socket)\Z"
)
_USER_OF_HOST = re.compile(r"(?:://[^\s/@]*|\b(?:ssh|scp|sftp|rsync)(?: -\S+)* +)\Z", re.ASCII)
_PATH = re.compile(r":(?:[\w.~-]*/|[\w.-]+\.git\b)", re.ASCII)

_FREE = r"(?:gmail|g?mail|yahoo|hotmail|outlook|icloud|livemail|pchome|hinet|msa?)"
_TOP = r"(?:com|net|org|edu|gov|idv|tw|hk|jp|cc|me|io|info|name)"
_DOT = r"(?: ?(?:[.。]|[(\[{] ?(?:dot|DOT|\.|點) ?[)\]}]|點|小數點) ?| (?:dot|DOT) )"
_AT = r"(?:[(\[{<（【] ?(?:at|AT|At|@|a|小老鼠) ?[)\]}>）】]|小老鼠)"
_ENDING = rf"(?:{_DOT}{_LABEL}){{0,2}}{_DOT}{_TOP}(?:{_DOT}tw)?(?![A-Za-z0-9])"
_DISGUISES = (
    re.compile(rf"{_AT} ?(?:{_LABEL}{_ENDING}|{_FREE}(?![A-Za-z0-9.-]))"),
    re.compile(rf"[@#*] ?{_FREE}(?:{_ENDING}|(?![A-Za-z0-9.-]))"),
    re.compile(rf"@ ?{_LABEL}{_ENDING}"),
    re.compile(rf"at {_LABEL}(?: dot {_LABEL}){{1,3}}(?![A-Za-z0-9])", re.IGNORECASE),
    re.compile(rf"AT {_FREE}{_ENDING}"),
)


def emails(text: str) -> Iterator[Span]:
    """Find e-mail addresses."""
    end = 0
    for domain in _PLAIN.finditer(text):
        if span := _before(domain, end, spaced=False):
            end = span.end
            yield span
    for disguise in _DISGUISES:
        for domain in disguise.finditer(text):
            if span := _before(domain, 0, spaced=True):
                yield span


def _before(domain: re.Match[str], least: int, *, spaced: bool) -> Span | None:
    """What stands before the domain, and with it is an address."""
    text, start, end = domain.string, domain.start(), domain.end()
    local = _LOCAL.search(text, max(least, start - 64), start)
    if (
        not local
        or (local["gap"] and not spaced)
        or _NOT_MAIL.match(text, local.start(), end)
        or _PATH.match(text, end)
    ):
        return None
    if _USER_OF_HOST.search(text, max(0, local.start() - 100), local.start()):
        return None
    return Span(local.start(), end, "email")
