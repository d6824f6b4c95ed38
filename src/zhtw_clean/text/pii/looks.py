# ruff: noqa: RUF001 - look-alikes are what people write
r"""Which texts are worth a closer look, and for what: cheap, and wider than what is found.

What is slow in an automaton is left out of these patterns: a large class that is counted (`[^\n]{0,40}`), `\b`, and
alternatives of every kind in one expression.
"""

import functools
import operator
from collections.abc import Collection, Iterable
from string import ascii_letters, digits

import polars as pl

from zhtw_clean.text.pii.found import HYPHENS, Kind
from zhtw_clean.text.rows import edit_rows

_DASH = f"[-－{HYPHENS}]"
_SEPARATED = rf"(?:[-－{HYPHENS}()._/（）．\s\u3000]{{0,3}}[0-9])"
_NUMBER = "[0-9一二三四五六七八九十百〇零]"
_HEX = "[A-Fa-f0-9]"
_IDENTITY = rf"[A-Za-z][ \u3000]?[1289A-Da-d][0-9]{{2}}(?:[-－{HYPHENS} \u3000]?[0-9]){{6}}"
_MESSENGERS = (
    "LINE|Line|line|IG|Ig|ig",
    "微信|臉書|推特|噗浪|飛機|賴",
    "[Ii]nstagram|[Tt]elegram|TG|tg|[Ww]e[Cc]hat|[Ff]acebook|FB|fb",
    "[Ss]kype|[Dd]iscord|[Tt]hreads|[Tt]witter|[Pp]lurk|[Ww]hats[Aa]pp",
)
_REMARK = r"(?:[(（][^()（）\n]*[)）])"


def _after(words: str, shape: str) -> str:
    """Look for a shape on the line of a word, or on the next; the heading of a table may be farther up."""
    return rf"(?:{words})(?:[^\n]*\n?[^\n]*{shape}|[^\n]*[\t|])"


_DIGITS = rf"[0-9]{_SEPARATED}{{6}}"
_WITH_DIGITS: dict[Kind, tuple[str, ...]] = {
    "phone": (
        rf"0[2-9]{_SEPARATED}{{7}}",
        rf"0 9{_SEPARATED}{{7}}|886{_SEPARATED}{{7}}|[+＋][1-9]{_SEPARATED}{{7}}",
        rf"(?:電話|傳真|市話|專線|總機|分機)[^0-9\n]*[2-8]{_SEPARATED}{{6}}",
        rf"(?:☎|📞|(?i:tel|phone|fax))[^0-9\n]*[2-8]{_SEPARATED}{{6}}",
    ),
    "national-id": (_IDENTITY,),
    "resident-certificate": (_IDENTITY,),
    "passport": (_after("護照|[Pp]assport|PASSPORT", "[0-9]{7}"),),
    "nhi-card": (_after("健保", f"[0-9]{{4}}(?:{_DASH}| )?[0-9]{{4}}"),),
    "driving-licence": (_after("駕照|執照|管轄編號|[Dd]riv", "[0-9]{9}"),),
    "bank-account": (
        r"[(（][0-9]{3}[)）] ?[0-9]{3}",
        rf"[0-9]{{3}}(?:{_DASH}|[/／ ])[0-9]{{10}}",
        _after("帳號|帳戶|戶頭|轉帳|匯|[Aa]ccount", f"{_DIGITS}{_SEPARATED}{{3}}"),
        _after("銀行|分行|信用合作社|農會|漁會", f"{_DIGITS}{_SEPARATED}{{3}}"),
    ),
    "postal-account": (_after("局號|郵局|郵政|郵儲", "[0-9]{6}"),),
    "credit-card": (
        rf"(?:[0-9]{{4}}(?:{_DASH}| )){{3}}[0-9]{{4}}",
        rf"3[47][0-9]{{2}}(?:{_DASH}| )[0-9]{{6}}(?:{_DASH}| )[0-9]{{5}}",
        r"(?:卡|運通|VISA|Visa|visa|JCB|AMEX|[Mm]aster|MASTER|[Cc]ard|CARD)[^0-9\n]*[0-9]{14}",
    ),
    "company-number": (_after("統編|統一編號|Tax ID|VAT", "[0-9]{8}"),),
}
_ANYWHERE: dict[Kind, tuple[str, ...]] = {
    "email": (
        "@ ?[A-Za-z0-9]",
        r"小老鼠|(?:at|AT|At) ?[)\]}>）】］] ?[A-Za-z0-9]| dot | DOT ",
        "[#＃*＊] ?(?:g?mail|yahoo|hotmail|outlook|icloud|livemail|pchome|hinet|msa?)",
    ),
    "licence-plate": (_after("車牌|車號|牌照|車籍|座車|號牌|掛牌", "[0-9]{2}"), "車[(（:：]"),
    "birth-date": (
        r"日出生|日生(?:[^\w]|[身男女國住]|$)",
        _after(
            r"生日|出生[年月日 \t:：|(（\u3000]|生年月日|年籍|[Bb]irth|BIRTH",
            "(?:[0-9]{2}|[〇零○一二三四五六七八九十]年)",
        ),
        _after(r"DOB|D\.O\.B", "[0-9]{2}"),
    ),
    "home-address": (
        rf"[縣市鄉鎮區村里鄰路街段巷弄道落][ \u3000]?附?{_NUMBER}{{1,5}}(?: ?(?:{_DASH}|[之~]) ?{_NUMBER}{{1,5}})? ?號",
    ),
    "handle": (
        *(
            rf"(?:{names})[ @＠的]*(?:(?i:id|account)|帳號|帳戶|{_REMARK}?[ \t是為→搜尋加\u3000]*[:：])"
            for names in _MESSENGERS
        ),
        r"(?:加|\+|＋|密)(?:我的?)? ?(?:LINE|[Ll]ine|賴|IG|ig)",
        r"line\.me/",
    ),
    "ip-address": (r"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]", rf"[23]{_HEX}{{3}}[:：]{_HEX}{{0,4}}[:：]"),
    "mac-address": (rf"(?:(?::{_HEX}{{2}}){{5}}|(?:-{_HEX}{{2}}){{5}}|\.{_HEX}{{4}}\.{_HEX}{{4}})",),
    "invoice-carrier": (_after("載具|手機條碼|憑證", "[0-9A-Z.+-]{7}"),),
    "party-name": ("判決|裁定|起訴書|處分書|支付命令|筆錄",),
}
_WIDE = {chr(ord(char) + 0xFEE0): char for char in f"{ascii_letters}{digits}@.-/:+"}


def suspicious(texts: pl.Series, kinds: Collection[Kind]) -> pl.DataFrame:
    """Say of every text of which kinds it may have something: a boolean column for each; null is no."""
    wide = texts.str.contains("[０-９]") | texts.str.contains("＠", literal=True)
    texts = edit_rows(texts, wide, lambda some: some.str.replace_many(_WIDE))
    numbered = texts.str.contains(_DIGITS).fill_null(value=False)
    with_digits = texts.filter(numbered)
    nothing = pl.repeat(value=False, n=len(texts), dtype=pl.Boolean, eager=True)
    seen: dict[tuple[str, ...], pl.Series] = {}
    for kind in kinds:
        if (looks := _WITH_DIGITS.get(kind)) and looks not in seen:
            seen[looks] = nothing.clone().scatter(numbered.arg_true(), _any(with_digits, looks))
        elif not looks:
            seen[_ANYWHERE[kind]] = _any(texts, _ANYWHERE[kind])
    return pl.DataFrame({kind: seen[_WITH_DIGITS.get(kind) or _ANYWHERE[kind]] for kind in kinds})


def _any(texts: pl.Series, looks: Iterable[str]) -> pl.Series:
    if texts.is_empty():
        return pl.Series(dtype=pl.Boolean)
    found = functools.reduce(operator.or_, (texts.str.contains(look) for look in looks))
    return found.fill_null(value=False)
