# ruff: noqa: RUF001 - look-alikes are all found
"""What a line says of itself: it starts something new, it closes a sentence, it is no running text."""

from zhtw_clean.text.han import HAN

_NUMBER = "[〇一二三四五六七八九十]{1,4}"
_ANY_NUMBER = "[0-9０-９〇一二三四五六七八九十百千]{1,5}"

_ITEMS = (
    rf"{_NUMBER}[、.．]",
    rf"{_NUMBER}(?:  |\u3000)",
    rf"[（(](?:{_NUMBER}|[0-9０-９]{{1,3}}|[A-Za-z])[）)]",
    r"[0-9０-９]{1,3}(?:[)）、]|[.．](?:[^0-9０-９]|$))",
    r"[A-Z][)）、]|[a-z][)）、] |[A-Za-z]\. ",
    "[㈠-㈩㊀-㊉①-⒛⓪-⓿❶-➓ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅰ-ⅹ]",
    "[甲乙丙丁戊己庚辛壬癸壹貳參肆伍陸柒捌玖拾][、.．]",
    r"[-*+] ",
    "[•●○◎◆◇■□▲△▼▽★☆※→►▶➤▪▸☑☐✓✔◉⊙㊣]",
)
_FIELDS = "主旨|說明|辦法|備註|附註|註|附件|附表|附記|地址|電話|傳真|時間|地點|日期|作者|標題|看板|來源|編按|按"
_HEADINGS = (
    rf"第 ?{_ANY_NUMBER} ?[條章節編款項目回集卷篇部課](?:[ -]?之?[ -]?{_ANY_NUMBER})?(?:[\s（(【：:]|$)",
    r"#{1,6} ",
    r"[【〔［\[][^】〕］\]]{1,20}[】〕］\]]\s*$",
    rf"(?:{_FIELDS})[0-9一二三四五六七八九十]{{0,2}} ?[：:]",
    r"(?:From|To|Cc|Subject|Date|Sent|Re|Fw|P\.?S\.?)\b ?[：:]",
    rf"{HAN}{{1,6}}[ \u3000]*[：:][ \u3000]+\S",
)
_QUOTES = (
    ">",
    ": ",
    "[推噓→] ?[A-Za-z0-9]+ *[:：]",
    "--",
    "※",
    "◆ From",
)
_LABELS = (rf"{HAN}{{1,5}}[：:]", "[0-9]{1,2} ", f"第 ?{_ANY_NUMBER} ?條[：:]")
ITEM = rf"^\s*(?:{'|'.join(_ITEMS + _LABELS)})"
"""What the lines after it may hang from."""

STARTS = rf"^\s*(?:{'|'.join(_ITEMS + _HEADINGS)})"
"""The line starts something new."""

APART = rf"^\s*(?:{'|'.join(_QUOTES)})|\||[\u2502-\u259f]|\t|[-=_*~＝－]{{4}}|^\s*https?://|^\s*</?[a-zA-Z!]"
"""Quotes, tables, drawings, addresses, markup."""

HARD = r"\S  $"
"""Markdown's own line break."""

FENCE = r"^\s*(?:```[^`]*|~~~ *\w*)$"

CLOSED = '(?:[。．！？；：…!?;:]|[^0-9]\\.)(?:[」』）)”’"﹂﹄]*)\\s*$'
"""The line ends where a sentence or a clause does."""

BROKEN = rf"[，、。；：？！].*{HAN}\s*$"
"""The line has a pause and ends in the middle of something, as running text does that was broken at a margin."""

TAIL = r"^\s*[，、。；：？！）」』]"
"""The line starts with what no line is made to start with."""

CHINESE = rf"{HAN}|[，、。；：？！）」』]"
"""The line has something Chinese, be it a mark; the last line of a paragraph may have no more."""
