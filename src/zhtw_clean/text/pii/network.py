# ruff: noqa: RUF001 - look-alikes are what people write
"""Addresses of computers, and names under which somebody can be reached in a messenger."""

import re
from collections.abc import Iterator
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from zhtw_clean.text.pii.found import Span

_IPV4 = re.compile(r"\d(?<![\w.-]\d)\d{0,2}\.(?:\d{1,3}\.){2}\d{1,3}(?![\w-]|\.\d)", re.ASCII)
_IPV6 = re.compile(r"(?<![\w:.])[23][0-9A-Fa-f]{3}:(?:[0-9A-Fa-f]{0,4}:){1,6}[0-9A-Fa-f]{0,4}(?![\w:])", re.ASCII)
_MAC = re.compile(
    r"(?<![\w.-])(?<!\W[0-9A-Fa-f]{2}:)(?<!\A[0-9A-Fa-f]{2}:)(?:[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}|[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4}){2})(?![\w:-]|\.\w)",
    re.ASCII,
)
_AFTER_MAC = re.compile(
    r"(?<![A-Za-z])MAC(?i:[ -]?addr(?:ess)?)?[:：= ]{1,3}"
    r"(?P<address>[0-9A-Fa-f]{12}|[0-9A-Fa-f]{2}(?: [0-9A-Fa-f]{2}){5})(?!\w)",
    re.ASCII,
)
_VERSION = re.compile(
    r"(?:版本?|version|ver\.?|build|(?<![A-Za-z])v|release|更新|韌體|driver|節|章|圖|表|代碼)[^\n\d]{0,8}\Z",
    re.IGNORECASE,
)
_VERSION_AFTER = re.compile(r" ?(?:版|版本|或更新|\.dll|節)")
_COMPUTER = re.compile(r"(?:IP|位址|來自|來源|From|from|登入|ping|host|主機|伺服器|server|發信站|連線|@)[^\n]{0,16}\Z")
_SMALL = 32  # four numbers all below this may number a section or a version
# Resolvers that everybody uses (Google, Cloudflare, Quad9, OpenDNS, HiNet) belong to nobody.
_RESOLVERS = frozenset(
    "8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9 208.67.222.222 208.67.220.220 168.95.1.1 168.95.192.1".split()  # noqa: SIM905 - a list
)

_HANDLE = r"(?P<handle>@?[A-Za-z0-9_](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9_])){2,29}+)"
_MESSENGER = (
    r"(?:(?<![A-Za-z])(?i:line|instagram|ig|telegram|tg|wechat|weixin|facebook|fb|skype|discord|threads|twitter|plurk|whatsapp)"
    r"|微信|臉書|推特|噗浪|(?<![依信仰無耍抵狡誣])賴)(?!(?!(?i:id|account))[A-Za-z])"
)
_NAMED = re.compile(
    rf"{_MESSENGER}(?:[@ ]?(?P<says>(?:暱稱「[^「」\n]{{1,12}}」)?(?i:id|account)|(?:官方)?帳[號戶]|的?[Ii][Dd]))?"
    rf"(?P<gap>(?:\([^()\n]{{0,12}}\)|[ \t:：=|｜是為→搜尋加])*){_HANDLE}(?![A-Za-z0-9@/*(])"
)
_ADDED = re.compile(
    rf"(?i:加|\+|＋|密)(?:我的?)? ?(?:(?i:line)|賴|ig|IG)(?:好友)?[ :：]{{0,3}}{_HANDLE}(?![A-Za-z0-9@/])"
)
_LINKED = re.compile(
    r"(?:line\.me/(?:R/)?ti/p/(?:~|%40|%7E)?|instagram\.com/(?!(?:p|reels?|explore|stories|tv|accounts|developer|about|legal)\b)"
    rf"|(?<![A-Za-z0-9.-])t\.me/(?!(?:s|joinchat|share|addstickers)\b)){_HANDLE}"
)
_LOOKS_LIKE_ONE = re.compile(
    r"(?:LINE|IG|賴)[ \t加搜尋]+(?=\w*[0-9_])(?=[0-9_.]*[a-z])(?!v?[0-9.]+\Z|[0-9]+[a-z]{1,2}\Z)[a-z0-9_.]{5,}\Z"
)
_NO_HANDLE = re.compile(
    r"(?i:https?|www|pay|today|notify|bot|shop|store|music|points?|webtoon|friends?|live|reels?|story|stories|messenger|"
    r"page|group|id|line|ig|fb|com|tv|taxi|api|app|login|sdk|beacon|post|video|news|mobile|account|and|or|the|of)\Z"
)


def ip_addresses(text: str) -> Iterator[Span]:
    """Find public addresses; those of private and documentation networks and of public resolvers say nothing."""
    for found in _IPV4.finditer(text):
        if is_public_address(found[0]) and not _is_version(found):
            yield Span(*found.span(), "ip-address")
    for found in _IPV6.finditer(text):
        try:
            public = IPv6Address(found[0]).is_global
        except AddressValueError:
            continue
        if public:
            yield Span(*found.span(), "ip-address")


@lru_cache(maxsize=4096)
def is_public_address(number: str) -> bool:
    """Whether an IPv4 address is somebody's: of no private or documentation network, and no resolver of everybody's."""
    try:
        return number not in _RESOLVERS and IPv4Address(number).is_global
    except AddressValueError:
        return False


def _is_version(found: re.Match[str]) -> bool:
    text, start, end = found.string, found.start(), found.end()
    back = max(0, start - 24)
    if _VERSION.search(text, back, start) or _VERSION_AFTER.match(text, end):
        return True
    small = all(int(part) < _SMALL for part in found[0].split("."))
    return (small or found[0].endswith(".0")) and not _COMPUTER.search(text, back, start)


def mac_addresses(text: str) -> Iterator[Span]:
    """Find hardware addresses of network cards, but those that RFC 9542 keeps for documentation, and no card's."""
    for found in _MAC.finditer(text):
        digits = re.sub("[^0-9a-f]", "", found[0].lower())
        if not digits.startswith("00005e0053") and len(set(digits)) > 2 and re.search("[a-f]", digits):  # noqa: PLR2004
            yield Span(*found.span(), "mac-address")
    for found in _AFTER_MAC.finditer(text):
        yield Span(*found.span("address"), "mac-address")


def handles(text: str) -> Iterator[Span]:
    """Find names in messengers, where the text says whose they are."""
    for pattern in (_NAMED, _ADDED, _LINKED):
        found = pattern.search(text)
        while found:
            right = _is_handle(found)
            if right:
                yield Span(*found.span("handle"), "handle")
            found = pattern.search(text, found.end() if right else found.start() + 1)


def _is_handle(found: re.Match[str]) -> bool:
    handle, groups = found["handle"], found.groupdict()
    if _NO_HANDLE.match(handle) or not re.search("[A-Za-z]", handle) or handle.endswith((".com", ".com.tw", ".net")):
        return False
    if "gap" not in groups:  # added, or linked
        return True
    if groups["says"]:
        return bool(groups["gap"])
    if not re.search("[:：|｜]", groups["gap"]):
        return handle.startswith("@") or bool(groups["gap"] and _LOOKS_LIKE_ONE.match(found[0]))
    return (
        handle.startswith("@") or bool(re.search(r"[0-9._]", handle)) or (handle.islower() and "line" not in found[0])
    )
