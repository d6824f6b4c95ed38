import datetime as dt
import multiprocessing
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhtw_clean.plan import check_columns, columns_read
from zhtw_clean.stage import DROP_REASON, mark
from zhtw_clean.stages.extract_html import ExtractHtml
from zhtw_clean.stages.skim_html import SkimHtml
from zhtw_clean.testing import check_stage

PAGES = Path(__file__).parent.parent.parent / "shared" / "data" / "html" / "pages.jsonl.zst"
STORY = (
    "清晨五點，漁港的燈還亮著，阿土伯已經把昨晚補好的網搬上船。他說這片海養大了三代人，也帶走過兩個兄弟。"
    "天氣好的時候，他會一路開到龜山島外海，把網放下去，然後坐在船尾抽菸，等太陽從雲裡探出頭來。"
)
# libxml2 compares every attribute of a tag with every other: this page of 0.4 MB would take it half a minute.
SLOW = "<p " + " ".join(f"a{n}=1" for n in range(40_000)) + ">慢</p>"
FRONT = "<!DOCTYPE html><html><head><title>漁港</title></head><body><nav><a href=/>首頁</a></nav>"


def page(body: str, head: str = "<title>漁港</title>") -> str:
    return f"<html><head>{head}</head><body><nav><a href=/>首頁</a></nav><article>{body}</article></body></html>"


def extract(html: str | None, stage: ExtractHtml | None = None) -> dict[str, str | None]:
    frame = pl.DataFrame({"html": [html], "text": [None]}, schema={"html": pl.String, "text": pl.String})
    return mark(frame, stage or ExtractHtml()).row(0, named=True)


@pytest.mark.parametrize("stage", [SkimHtml(), ExtractHtml(), ExtractHtml(comments=True, tables=False)], ids=repr)
def test_stages_keep_the_law(stage: SkimHtml | ExtractHtml) -> None:
    check_stage(stage)


def test_skim_takes_every_visible_word_and_nothing_else() -> None:
    html = """<html><head><title>標題</title><STYLE>p {color: red}</STYLE><script>var a = "<p>程式</p>";</script></head>
    <body><!-- 註解 --><nav><a href="/">首頁</a></nav><template><p>範本</p></template><noscript>請開啟</noscript>
    <p title="a > b">今天<b>很</b>好&#65292;<br>A&amp;B</p></body></html>"""
    assert SkimHtml()(html) == "標題\n首頁\n今天很好，\nA&B"


@given(st.text(alphabet="<>/!-='\" \n&#;apscript中文", max_size=60))
@settings(max_examples=300)
def test_skim_accepts_anything(html: str) -> None:
    skimmed = SkimHtml()(html)
    assert skimmed is None or skimmed.strip()


def test_extract_finds_text_title_and_date() -> None:
    head = """<meta property="og:title" content=" 漁港\n清晨 ">
        <meta property="article:published_time" content="2024-05-03T05:00">"""
    found = extract(page(f"<p>{STORY}</p><p>{STORY[::-1]}</p>", head))
    assert found["text"] == f"{STORY}\n{STORY[::-1]}"
    assert (found["title"], found["date"], found[DROP_REASON]) == ("漁港 清晨", "2024-05-03", None)


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ('<meta name="date" content="2018/2/5 14:31">', "2018-02-05"),
        ('<script type="application/ld+json">{"datePublished": "2018-02-28T14:31:29+08:00"}</script>', "2018-02-28"),
        ('<time datetime="2019-01-01">元旦</time>', "2019-01-01"),
        ('<time datetime="2019-01-01">元旦</time><time datetime="2019-01-02">隔天</time>', None),
        ('<meta name="date" content="0001-01-01T00:00:00Z">', None),
        ('<meta name="date" content="2023-02-31">', None),
        ("", None),
    ],
)
def test_a_date_is_stated_and_undisputed(head: str, date: str | None) -> None:
    assert extract(page(f"<p>{STORY}</p>", head))["date"] == date


def test_extract_keeps_words_whole() -> None:
    body = "<p>今天<b>很</b>好，<font color=red>紅</font><span>字</span>，<ruby>漢<rt>ㄏㄢˋ</rt></ruby>字。</p>"
    assert extract(page(f"<p>{STORY}</p>{body}"))["text"] == f"{STORY}\n今天很好，紅字，漢字。"


def test_links_break_no_sentence() -> None:
    sentence = "今天<a href=/1>天氣</a>很好，我們去<b><a href=/2>海邊</a></b>。"
    menu = "<a href=/3>首頁</a>　|　<a href=/4>關於本站</a>"
    text = extract(f"<html><body><div>{menu}</div><div>{sentence}{STORY}<br>{STORY}</div></body></html>")["text"] or ""
    assert f"今天天氣很好，我們去海邊。{STORY}\n{STORY}" in text


def test_a_page_that_ends_too_early_is_read_to_its_end() -> None:
    html = f"<html><head><title>漁港</title></head></html><body><p>{STORY}</p></body></html><p>{STORY[::-1]}</p>"
    assert extract(html)["text"] == f"{STORY}\n{STORY[::-1]}"


def test_short_pages_keep_lines_whole() -> None:
    assert extract("<html><body><p>短。</p><p>今天<b>很</b>好。</p></body></html>")["text"] == "短。\n今天很好。"


def test_layout_tables_become_lines_and_data_tables_rows() -> None:
    data = "<table><tr><th>姓名</th><th>年齡</th></tr><tr><td>阿土</td><td>七十</td></tr></table>"
    layout = f"<table><tr><td><div>{STORY}<br>{STORY[::-1]}</div></td></tr></table>"
    found = extract(page(layout + data))["text"] or ""
    assert f"{STORY}\n{STORY[::-1]}" in found
    assert found.endswith("\n| 阿土 | 七十 |")


def test_code_loses_its_line_numbers_only() -> None:
    code = """<figure class="highlight"><table><tr><td class="gutter"><pre>1<br>2</pre></td>
    <td class="code"><pre>def 港():<br>    return 1</pre></td></tr></table></figure>"""
    assert extract(page(f"<p>{STORY}</p>{code}"))["text"] == f"{STORY}\ndef 港():\n    return 1"


POST = (
    '<html><head><meta property="og:title" content="[閒聊] 漁港"></head><body><div id="main-content" '
    'class="bbs-screen bbs-content"><div class="article-metaline"><span class="article-meta-tag">時間</span>'
    '<span class="article-meta-value">Thu Apr  3 02:07:00 2014</span></div>\n第一行\n  縮排\n\n第二段\n\n--\n'
    '<span class="f2">※ 發信站: 批踢踢實業坊(ptt.cc), 來自: 203.0.113.146\n</span><div class="push">'
    '<span class="f1 hl push-tag">→ </span><span>wang</span><span>: 推推</span></div></div></body></html>'
)


def test_bbs_post_keeps_its_lines_and_loses_its_pushes() -> None:
    found = extract(POST)
    assert found["text"] == "第一行\n  縮排\n\n第二段"
    assert (found["title"], found["date"]) == ("[閒聊] 漁港", "2014-04-03")


def test_comments_keep_the_pushes() -> None:
    assert "→ wang: 推推" in (extract(POST, ExtractHtml(comments=True))["text"] or "")


@pytest.mark.parametrize(
    "html",
    [
        f'<?xml version="1.0" encoding="Big5"?>{FRONT}<p>{STORY}</p>',
        f'{FRONT}<meta charset="big5"><p>{STORY}</p>',
        f"{FRONT}<p>\x00{STORY}\x0b\x1f</p>",
        f"<p>{STORY}</p>",
        STORY,
    ],
    ids=["xml-declaration", "wrong-charset", "control-characters", "fragment", "plain-text"],
)
def test_odd_pages_are_read(html: str) -> None:
    assert (extract(html)["text"] or "").strip() == STORY


@pytest.mark.parametrize("html", [None, "", " ", "<html></html>", "<html><body></body></html>", "\x00"])
def test_nothing_gives_no_text(html: str | None) -> None:
    assert extract(html)[DROP_REASON] == "no-text"


MIXED = pl.DataFrame(
    {
        "html": [None, "", page(f"<p>{STORY}</p>")],
        "text": ["第一行\n第二行", "沒有網頁", "網頁之外"],
        "title": ["詩", None, "舊標題"],
        "date": [dt.date(1991, 5, 3), None, dt.date(1999, 9, 9)],
    }
)


def test_documents_without_a_page_stay_as_they_are() -> None:
    assert mark(MIXED, SkimHtml())["text"].to_list() == ["第一行\n第二行", "沒有網頁", f"漁港\n首頁\n{STORY}"]
    found = mark(MIXED, ExtractHtml())
    assert found["text"].to_list() == ["第一行\n第二行", "沒有網頁", STORY]
    assert found["title"].to_list() == ["詩", None, "漁港"]
    assert found["date"].to_list() == ["1991-05-03", None, None]
    assert found[DROP_REASON].null_count() == 3


@pytest.mark.parametrize("stage", [SkimHtml(), ExtractHtml()], ids=repr)
def test_a_source_needs_no_column_but_the_page(stage: SkimHtml | ExtractHtml) -> None:
    pages = MIXED.select("html")
    assert "text" not in columns_read([stage])
    assert check_columns([stage], pages.schema) == []
    assert [text is None for text in mark(pages, stage)["text"]] == [True, True, False]


def test_columns_of_the_source_that_are_no_text_are_not_kept() -> None:
    odd = MIXED.with_columns(title=pl.lit([1]), date=pl.lit(b"\xff"))
    assert mark(odd, ExtractHtml()).select("title", "date").row(0) == (None, None)


def test_too_large_pages_are_not_read() -> None:
    found = extract(page(STORY), ExtractHtml(max_html_chars=100))
    assert (found["text"], found[DROP_REASON]) == (None, "html-too-large")


def test_a_page_that_takes_too_long_goes_alone() -> None:
    pages = [page(f"<p>{STORY}</p>"), SLOW, page(f"<p>{STORY[::-1]}</p>")]
    frame = pl.DataFrame({"html": pages, "text": [None] * 3}, schema={"html": pl.String, "text": pl.String})
    marked = mark(frame, ExtractHtml(timeout_s=0.5))
    assert marked["text"].to_list() == [STORY, None, STORY[::-1]]
    assert marked[DROP_REASON].to_list() == [None, "html-timeout", None]


@pytest.mark.parametrize("tag", ["p", "pre"])
def test_spaces_without_end_are_read_in_time(tag: str) -> None:
    html = page(f"<p>{STORY}</p><{tag}>{STORY}{' ' * 200_000}終</{tag}>")
    assert "".join((extract(html, ExtractHtml(timeout_s=10))["text"] or "").split()) == f"{STORY * 2}終"


def test_what_is_not_closed_is_unseen_to_the_end() -> None:
    for unclosed in ("<!-- 註", "<script>程式", "<STYLE>樣式", "<template>樣板", "<noscript>備用"):
        assert SkimHtml()(f"<p>{STORY}</p>{unclosed}<p>其餘") == STORY
    for empty in ("<!-->", "<!--->", "<!-- 註 --!>"):
        assert SkimHtml()(f"{empty}<p>{STORY}</p>") == STORY


def test_the_same_page_gives_the_same_text_every_time() -> None:
    html = page(f"<p>{STORY}</p>" * 2)
    assert len({extract(html)["text"] for _ in range(5)}) == 1


def test_kept_documents_need_their_page_no_more() -> None:
    assert ExtractHtml().consumes() == ("html", "html_fault")
    assert ExtractHtml(keep_html=True).consumes() == ("html_fault",)
    assert set(ExtractHtml().resources()) == {"trafilatura", "lxml", "jusText"}


@pytest.mark.slow
def test_works_in_a_daemonic_worker() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(ExtractHtml(), (page(f"<p>{STORY}</p>"),)) == STORY


@pytest.mark.slow
@pytest.mark.skipif(not PAGES.exists(), reason="needs the shared pages")
def test_real_pages() -> None:
    pages = (
        pl.read_ndjson(PAGES, infer_schema_length=None).select("html", text=pl.lit(None, pl.String)).gather_every(13)
    )
    whole = mark(pages, ExtractHtml())
    assert whole[DROP_REASON].null_count() > 0.99 * pages.height
    assert whole.drop("html")[::-1].equals(mark(pages[::-1], ExtractHtml()).drop("html"))
    assert mark(pages, SkimHtml())[DROP_REASON].null_count() == pages.height
