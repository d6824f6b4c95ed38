# ruff: noqa: RUF001 - look-alikes are what people write
r"""Which texts are worth a closer look, and for what: cheap, and wider than what is found.

What is slow in an automaton is left out of these patterns: a large class that is counted (`[^\n]{0,40}`), `\b`, and
alternatives of every kind in one expression.
"""

import functools
import operator
import re
from collections.abc import Collection, Iterable, Mapping
from string import ascii_letters, digits

import polars as pl

from zhtw_clean.text.pii import CUED, find_pii
from zhtw_clean.text.pii.cued import spaced
from zhtw_clean.text.pii.found import DIGITS_APART, HYPHENS, Kind, close_up
from zhtw_clean.text.pii.network import is_public_address
from zhtw_clean.text.rows import edit_each, edit_rows

_DASH = f"[-－{HYPHENS}]"
_SPACE = "[ \u3000\xa0]"
_GAP = f"[-－{HYPHENS} \u3000\xa0]"
_GAP_OR_DOT = f"[-－{HYPHENS} \u3000\xa0.．]"
_OPEN, _CLOSE = "[(（]", "[)）]"
_SEPARATED = rf"(?:[-－{HYPHENS}()._/（）．\s\u3000]{{0,3}}[0-9])"
_NUMBER = "[0-9一二三四五六七八九十百廿卅〇零]{1,5}"
_HOUSE = f"[附臨特]?{_NUMBER}(?: ?(?:{_DASH}|[之~～]) ?{_NUMBER})? ?號"
_HOUSE_NUMBER = "[0-9一二三四五六七八九十百廿卅〇零] ?號"
_PLACE_NAME = (
    r"[縣市鄉鎮區村里鄰路街段巷弄道落住居籍址處家][^\n，。；！？、第年編]*"
    r"[^第年字編型代0-9A-Za-z一二三四五六七八九十百〇零\s\p{P}]"
)
_HEX = "[A-Fa-f0-9]"
_IDENTITY = (
    rf"(?:^|[^0-9A-Za-z_])[A-Za-z]{_SPACE}?%s"
    rf"(?:[0-9]{{8}}|[0-9]{{2}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{3}})(?:[^0-9A-Za-z_]|$)"
)
_PAPERS = "身[分份]證|居留證|證件|證號|ID"
_AREA = "0(?:2|3[789]?|4[79]?|5|6|7|8[29]?|826|836)"
_LOCAL = f"[2-8][0-9]{{2,3}}{_GAP}?[0-9]{{3,4}}"
Looks = Mapping[Kind, tuple[str, ...]]
_MESSENGERS = (
    "LINE|Line|line|IG|Ig|ig",
    "微信|臉書|推特|噗浪|飛機|賴",
    "[Ii]nstagram|[Tt]elegram|TG|tg|[Ww]e[Cc]hat|[Ff]acebook|FB|fb",
    "[Ss]kype|[Dd]iscord|[Tt]hreads|[Tt]witter|[Pp]lurk|[Ww]hats[Aa]pp",
)
_IPV4 = r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}"
_FREE_MAIL = "(?:g?mail|yahoo|hotmail|outlook|icloud|livemail|pchome|hinet|msa?)"
_SAYS = r"[@＠ \u3000\xa0]?(?:暱稱「[^「」\n]*」)?(?:(?i:id|account)|(?:官方)?帳[號戶]|的(?i:id))"
_TO_HANDLE = r"(?:[(（][^()（）\n]*[)）]|[ \t:：=|｜是為→搜尋加\u3000\xa0])"


def _after(words: str, shape: str) -> str:
    """Look for a shape on the line of a word, or on the next; the heading of a table may be farther up."""
    return rf"(?:{spaced(words)})(?:[^\n]*\n?[^\n]*{shape}|[^\n]*[\t|｜]|[^\n]*,[^\n]*,)"


_DIGITS = rf"[0-9]{_SEPARATED}{{6}}"
_SHAPES: Looks = {
    "phone": (
        rf"09[0-9]{{2}}{_CLOSE}?{_GAP_OR_DOT}?[0-9]{{2,3}}{_GAP_OR_DOT}?[0-9]{{2}}",
        rf"09(?:{_GAP}[0-9]{{4}}){{2}}|09[0-9]{{2}}[-－/／_ {HYPHENS}\u3000\xa0]{{1,3}}[0-9]{{3}}",
        rf"0{_SPACE}?9(?:{_SPACE}[0-9]){{8}}",
        rf"0[2-8][0-9]{{0,2}}(?:{_CLOSE}|{_SPACE}?{_DASH}){_GAP}{{0,2}}[0-9]{{2,4}}{_GAP}{{0,3}}[0-9]{{3,5}}",
        rf"{_AREA}[.．][0-9]{{3,4}}[.．][0-9]{{4}}",
        rf"(?:^|[^0-9A-Za-z_])(?:{_OPEN}?0[2-9][0-9]?{_CLOSE}?(?:{_GAP_OR_DOT}{{0,3}}[0-9]){{6}}|{_AREA}{_SPACE}[0-9]{{3,4}}{_GAP}?[0-9]{{4}})",
        rf"886{_CLOSE}?{_GAP_OR_DOT}{{0,3}}(?:{_OPEN}?0{_CLOSE}?)?{_GAP}?{_OPEN}?[2-9]",
        rf"[+＋][1-9](?:[-. ()（）．－{HYPHENS}\u3000\xa0]{{0,2}}[0-9]){{7}}",
    ),
    "national-id": (_IDENTITY % "[1289]",),
    "resident-certificate": (_IDENTITY % "[A-Da-d]",),
    "bank-account": (rf"[0-9]{{3}}(?:{_CLOSE}{_SPACE}?[0-9]{{3}}|(?:{_GAP}|[/／])[0-9]{{10}})",),
    "credit-card": (
        rf"(?:[0-9]{{4}}{_GAP}{{1,3}}){{3}}[0-9]{{4}}",
        rf"3[47][0-9]{{2}}{_GAP}{{1,3}}[0-9]{{6}}{_GAP}{{1,3}}[0-9]{{5}}",
    ),
}
_ANNOUNCED: Looks = {
    "phone": (
        rf"(?:電 ?話|傳 ?真|市話|專線|總機|分機|請電|請撥|請打|聯絡|聯繫|洽|☎|📞|(?i:tel|phone|fax))[^0-9\n]*{_LOCAL}",
    ),
    "national-id": (_after(_PAPERS, f"[A-Za-z]{_GAP}?[1289](?:{_GAP}?[0-9]){{8}}"),),
    "resident-certificate": (_after(_PAPERS, f"[A-Za-z]{_GAP}?[A-Da-d](?:{_GAP}?[0-9]){{8}}"),),
    "passport": (_after("護照|[Pp]assport|PASSPORT", "[0-9]{7}"),),
    "nhi-card": (
        "健 ?保 ?卡[^0-9\\n]*[0-9]{12}",
        _after("健保", f"[0-9]{{4}}{_GAP}?[0-9]{{4}}"),
    ),
    "driving-licence": (_after("駕照|執照|管轄編號|[Dd]riv", "[0-9]{9}"),),
    "bank-account": (
        _after("帳號|帳戶|戶頭|轉帳|匯|[Aa]ccount", f"{_DIGITS}{_SEPARATED}{{3}}"),
        _after("銀行?|分行|信用合作社|農會|漁會", f"{_DIGITS}{_SEPARATED}{{3}}"),
    ),
    "postal-account": (
        _after("局號|郵局|郵政|郵儲", "[0-9]{6}"),
        rf"[0-9]{{6}}(?:{_DASH}[0-9][-－,、 \u3000\xa0{HYPHENS}]{{1,2}}[0-9]{{6}}{_DASH}[0-9]|[0-9]{_GAP}[0-9]{{7}})",
    ),
    "credit-card": (r"(?:卡|運通|VISA|Visa|visa|JCB|AMEX|[Mm]aster|MASTER|[Cc]ard|CARD)[^0-9\n]*[0-9]{14}",),
    "company-number": (_after("統編|統一編號|Tax ID|VAT", "[0-9]{8}"),),
}
_HOMES: Looks = {
    "home-address": (
        f"[縣市鄉鎮區村里鄰路街段巷弄道落]{_SPACE}?{_HOUSE}",
        _PLACE_NAME + _HOUSE,
    ),
}
_OTHERS: Looks = {
    "email": (
        rf"[@＠] ?(?:[A-Za-z0-9-]+ ?[.。．(（\[{{<【點dD]|{_FREE_MAIL})",
        rf"[#＃*＊] ?{_FREE_MAIL}",
        rf"小老鼠|(?:at|AT|At) ?[)\]}}>）】］] ?[A-Za-z0-9]| dot | DOT |AT {_FREE_MAIL}",
    ),
    "licence-plate": (_after("車牌|車號|牌照|車籍|座車|號牌|掛牌", "[0-9]{2}"), "車[(（:：]"),
    "birth-date": (
        "(?:日|[-./][0-9]{1,2})[ \u3000\xa0]?[(（]?出?生",
        r"[男女][\s,，、/|]{1,3}(?:民國|西元)? ?[0-9〇零○一二三四五六七八九十]",
        _after(
            r"生日|出生[年月日 \t:：|(（\u3000]|生年月日|年籍|[Bb]irth|BIRTH",
            "(?:[0-9]{2}|[〇零○一二三四五六七八九十]年)",
        ),
        _after(r"DOB|D\.O\.B", "[0-9]{2}"),
        "生 ?日[^0-9\\n]*[0-9]{1,2}/[0-9]",
    ),
    "handle": (
        *(
            rf"(?:{names})(?:(?:{_SAYS}{_TO_HANDLE}|{_TO_HANDLE}*[:：｜]){_TO_HANDLE}*[@＠]?[A-Za-z0-9_]{{2}}"
            rf"|{_SPACE}?[@＠][A-Za-z0-9_])"
            for names in _MESSENGERS
        ),
        rf"(?:LINE|IG|賴)(?:{_SPACE}|\t|[加搜尋])+[A-Za-z0-9_.]*[0-9_]",
        r"(?:加|\+|＋|密)(?:我的?)? ?(?:LINE|[Ll]ine|賴|IG|ig)",
        r"line\.me/|instagram\.com/|t\.me/",
    ),
    "ip-address": (_IPV4, rf"[23]{_HEX}{{3}}[:：]{_HEX}{{0,4}}[:：]"),
    "mac-address": (
        f"MAC[^0-9\n]{{1,9}}{_HEX}{{2}}(?: ?{_HEX}{{2}}){{5}}",
        rf"(?:(?::{_HEX}{{2}}){{5}}|(?:-{_HEX}{{2}}){{5}}|\.{_HEX}{{4}}\.{_HEX}{{4}})",
    ),
    "invoice-carrier": (
        _after("載具|手機條碼|憑證", "[0-9A-Z.+-]{7}"),
        r"(?:載具|手機條碼)(?s:.*)/[0-9A-Z.+-]{7}",
    ),
    "party-name": ("判決|裁定|起訴書|處分書|支付命令|筆錄",),
}
_WHOLE: frozenset[Kind] = frozenset(
    ("home-address", "invoice-carrier", "party-name", "resident-certificate")
)  # what stands far from them decides
_APART = "\n。\n"
_WIDE = {chr(ord(char) + 0xFEE0): char for char in f"{ascii_letters}{digits}@.-/:+"}


def suspicious(texts: pl.Series, kinds: Collection[Kind]) -> pl.DataFrame:
    """Say of every text of which kinds it may have something: a boolean column for each; null is no."""
    wide = texts.str.contains("[０-９]") | texts.str.contains("＠", literal=True)
    texts = edit_rows(texts, wide, lambda some: some.str.replace_many(_WIDE))
    spread = texts.str.contains(DIGITS_APART)
    texts = edit_rows(texts, spread, lambda some: edit_each(some, lambda text: close_up(text)[0]))
    everywhere = pl.int_range(len(texts), dtype=pl.UInt32, eager=True)
    numbered = _rows(texts, _DIGITS)
    with_digits = texts.gather(numbered)
    shaped = _rows(with_digits, "|".join(look for kind in kinds for look in _SHAPES.get(kind, ())))
    housed = _rows(texts, _HOUSE_NUMBER)
    suspects = {kind: pl.repeat(value=False, n=len(texts), dtype=pl.Boolean, eager=True) for kind in kinds}
    for looks, some, rows in (
        (_SHAPES, with_digits.gather(shaped), numbered.gather(shaped)),
        (_ANNOUNCED, with_digits, numbered),
        (_HOMES, texts.gather(housed), housed),
        (_OTHERS, texts, everywhere),
    ):
        for kind in kinds:
            if kind in looks:
                seen = rows.filter(_any(some, looks[kind]))
                found = seen.filter(_in_lines(texts.gather(seen), kind, looks[kind]))
                suspects[kind] = suspects[kind].scatter(found, values=True)
    return pl.DataFrame(suspects)


def _rows(texts: pl.Series, look: str) -> pl.Series:
    return texts.str.contains(look).fill_null(value=False).arg_true()


def _any(texts: pl.Series, looks: Iterable[str]) -> pl.Series:
    found = (_has_public(texts) if look is _IPV4 else texts.str.contains(look) for look in looks)
    return functools.reduce(operator.or_, found).fill_null(value=False)


def _in_lines(texts: pl.Series, kind: Kind, looks: Iterable[str]) -> pl.Series:
    """Look closely at the lines that were suspicious, and those that follow them; some kinds need the whole text."""
    if kind in _WHOLE:
        return pl.repeat(value=True, n=len(texts), dtype=pl.Boolean, eager=True)
    lines = texts.str.extract_all(rf"(?:[^\n]*(?:{'|'.join(looks)})[^\n]*\n?)+[^\n]*")
    excerpts = lines.list.join(_APART).to_list()
    return pl.Series([_has(excerpt, kind) for excerpt in excerpts], dtype=pl.Boolean)


def _has(excerpt: str, kind: Kind) -> bool:
    heads_a_table = kind in CUED and re.search(r"[\t|｜]|,[^\n,]*,", excerpt)
    return bool(heads_a_table or find_pii(excerpt, [kind]))


def _has_public(texts: pl.Series) -> pl.Series:
    """Look for addresses of computers that say something; most texts with one have the same few that do not."""
    numbers = texts.str.extract_all(_IPV4)
    known = numbers.explode(empty_as_null=True).drop_nulls().unique()
    public = known.filter(pl.Series([is_public_address(number) for number in known], dtype=pl.Boolean))
    return numbers.list.eval(pl.element().is_in(public.implode())).list.any()
