"""One page: its main text, title and date. Pages may be hostile: call it through the sandbox."""

import email.utils
import functools
import re
from configparser import ConfigParser
from datetime import date
from typing import Final

from lxml.etree import ParserError, XPath, strip_elements, strip_tags
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura import bare_extraction
from trafilatura.settings import Document, use_config

from zhtw_clean.text.sandbox import Answer

MIN_EXTRACTED_SIZE: Final = 83
"""Characters below which trafilatura looks further: a third of its 250, which are tuned to Latin text."""

MIN_SHARE_OF_PROSE: Final = 0.5
"""A quick reading with less than this share of the text outside links is done again with all of trafilatura's means."""

FIRST_YEAR: Final = 1991
"""There are no older pages; zero dates such as 0001-01-01 and 1970-01-01 are a template's."""

_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_OPTIONAL_END: Final = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_TRAILING_SPACES: Final = re.compile("(?<! ) +$", re.MULTILINE)
_NO_PROSE: Final = ("head", "a", "script", "style", "noscript")
_STYLES: Final = ("b", "big", "em", "font", "i", "mark", "s", "small", "strike", "strong", "sub", "sup", "tt", "u")
_SPANS: Final = ("bdi", "bdo", "cite", "ins", "nobr", "rb", "ruby", "span", "wbr")
_AS_TYPED: Final = ("pre", "textarea", "code", "script", "style")
_INDENTED_BREAK: Final = re.compile(r"(?<![ \t\r\f])[ \t\r\f]*\n[ \t\n\r\f]*")
_READING_AIDS: Final = ("rt", "rp", "rtc")
_LINE_NUMBERS: Final = XPath("//td[contains(@class, 'gutter') or contains(@class, 'lineno') or @class='line-numbers']")
_LINES_OF_CODE: Final = XPath("//pre//br")
_CODE_FIGURES: Final = XPath("//figure[.//table or .//pre]")
_LAYOUT_TABLES: Final = XPath(
    "//table[.//table or .//pre or .//div or .//p or .//ul or .//ol or .//h2 or .//h3 or .//td[count(.//br) > 2]]"
)
_TABLE_PARTS: Final = ("table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th")
_TITLES: Final = (XPath("//meta[@property='og:title']/@content"), XPath("//title/text()"))
_DATES: Final = (
    XPath("//meta[@property='article:published_time']/@content"),
    XPath("//*[@itemprop='datePublished']/@content | //*[@itemprop='datePublished']/@datetime"),
    XPath("//script[@type='application/ld+json']/text()"),
    XPath("//meta[@name='date' or @name='pubdate' or @name='DC.date' or @name='DC.date.issued']/@content"),
    XPath("//time/@datetime"),
)
_LINKED_DATA: Final = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')
_DAY: Final = re.compile(r"\s*(\d{4})[-/](\d\d?)[-/](\d\d?)(?!\d)")

_BBS_POST: Final = XPath("//div[@id='main-content'][contains(@class, 'bbs-content')]")
_BBS_HEADER: Final = XPath("div[starts-with(@class, 'article-metaline')]")
_BBS_TIME: Final = XPath("div/span[.='時間']/following-sibling::span/text()")
_BBS_PUSHES: Final = XPath("div[@class='push']")
_BBS_SIGNED_OFF: Final = re.compile(r"(?:^|\n)(?:--\n)?(?:※ 發信站:|◆ From:)")


def read(html: str, *, comments: bool, tables: bool) -> Answer:
    """Read one page. What it does not have is None."""
    tree = _parse(html)
    if tree is None:
        return {}
    post: HtmlElement | None = next(iter(_BBS_POST(tree)), None)
    answer: Answer = {"title": _title(tree), "date": _date(tree) if post is None else _bbs_date(post)}
    if post is not None:
        return answer | {"text": _bbs_text(post, comments=comments)}
    return answer | {"text": _main_text(tree, comments=comments, tables=tables)}


def _parse(html: str) -> HtmlElement | None:
    """Build the tree. Where a page ends too early, libxml2 would read no further than `</html>`; browsers do."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    content = _OPTIONAL_END.sub("", _NOT_IN_XML.sub("", html))
    try:
        return document_fromstring(content.encode(), parser=parser)
    except ParserError:  # nothing in it at all
        return None


def _main_text(tree: HtmlElement, *, comments: bool, tables: bool) -> str:
    _simplify(tree)
    prose = _length(tree.text_content()) - sum(_length(part.text_content()) for part in tree.iter(*_NO_PROSE))
    quick = _extract(tree, comments=comments, tables=tables, fast=True)
    if _length(quick) >= MIN_SHARE_OF_PROSE * prose:
        return quick
    return _extract(tree, comments=comments, tables=tables, fast=False) or quick


def _simplify(tree: HtmlElement) -> None:
    """Take out of the tree what trafilatura would stumble over.

    Tables that hold blocks are there for the layout, or for line numbers beside code: as tables they would come out on
    one line per row, between bars. Inline tags cost a fifth of the time, and break lines in very short texts, as do
    links; but links show what is a menu, so only those go that stand in more text than they are.
    """
    strip_elements(tree, *_READING_AIDS, with_tail=False)
    for cell in _LINE_NUMBERS(tree):
        cell.drop_tree()
    for figure in _CODE_FIGURES(tree):
        figure.tag = "div"
    for table in _LAYOUT_TABLES(tree):
        for part in table.iter(*_TABLE_PARTS):
            part.tag = "div"
    for end_of_line in _LINES_OF_CODE(tree):
        end_of_line.tail = f"\n{end_of_line.tail or ''}"
        end_of_line.tag = "span"
    strip_tags(tree, *_STYLES, *_SPANS)
    for block in {link.getparent() for link in tree.iter("a")}:
        links = block.findall("a")
        if _length_of_own_text(block) > sum(_length(link.text_content()) for link in links):
            for link in links:
                link.tag = "span"
    strip_tags(tree, "span")
    _take_indents_out(tree)


def _take_indents_out(tree: HtmlElement) -> None:
    """Take out the white space around the line breaks of the source, but in text that is set as it was typed."""
    as_typed = {part for whole in tree.iter(*_AS_TYPED) for part in whole.iter()}
    for element in tree.iter():
        if element.text and element not in as_typed:
            element.text = _INDENTED_BREAK.sub("\n", element.text)
        if element.tail and element.getparent() not in as_typed:
            element.tail = _INDENTED_BREAK.sub("\n", element.tail)


def _length_of_own_text(block: HtmlElement) -> int:
    return _length(block.text or "") + sum(_length(child.tail or "") for child in block)


def _extract(tree: HtmlElement, *, comments: bool, tables: bool, fast: bool) -> str:
    page = bare_extraction(tree, fast=fast, include_comments=comments, include_tables=tables, config=_config())
    if not isinstance(page, Document):  # nothing found
        return ""
    return _TRAILING_SPACES.sub("", "\n".join(filter(None, (page.text, page.comments))))


@functools.cache
def _config() -> ConfigParser:
    config: ConfigParser = use_config()
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = str(MIN_EXTRACTED_SIZE)
    return config


def _length(text: str) -> int:
    return len("".join(text.split()))


def _title(tree: HtmlElement) -> str | None:
    titles = (" ".join(title.split()) for where in _TITLES for title in where(tree))
    return next(filter(None, titles), None)


def _date(tree: HtmlElement) -> str | None:
    """The day the page says it was published: the first place where all entries agree on one."""
    for where in _DATES:
        entries = (stated for entry in where(tree) for stated in _LINKED_DATA.findall(entry) or [entry])
        days = {day for entry in entries if (found := _DAY.match(entry)) and (day := _iso(*map(int, found.groups())))}
        if len(days) == 1:
            return days.pop()
    return None


def _bbs_text(post: HtmlElement, *, comments: bool) -> str:
    """The post as it was typed, blank lines and all, which trafilatura would lose; replies stand in it line by line."""
    unwanted = _BBS_HEADER(post) if comments else _BBS_HEADER(post) + _BBS_PUSHES(post)
    for element in unwanted:
        element.drop_tree()
    text: str = post.text_content()
    return (text if comments else _BBS_SIGNED_OFF.split(text, maxsplit=1)[0]).strip("\n")


def _bbs_date(post: HtmlElement) -> str | None:
    stated = email.utils.parsedate(next(iter(_BBS_TIME(post)), ""))
    return _iso(*stated[:3]) if stated else None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if year >= FIRST_YEAR else None
    except ValueError:  # the 31st of February
        return None
