"""The law every stage obeys, as a check for your own stages too."""

import random
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec
import polars as pl
from polars.testing import assert_frame_equal

from zhtw_clean.stage import DROP_REASON, CorpusStage, Stage, mark

TRICKY = (
    None,
    "",
    " \n\u3000",
    "你好嗎Jack這是我們的10c.c",
    "他說：「今天ㄅ歉，明天（週二）再見！」……",
    "寄信到foo.bar@example.com.tw或打0912-345-678，網址https://example.com/路徑?a=中文&b=1。",
    "第1條\n    本法所稱人民，\n謂具有中華民國國籍之人。",
    "这是一个简体中文的网页，里面说的都是简体字。",
    "國家\u3000語言　台語siaⁿ-im、客語ˊ、𠢕早！👨‍👩‍👧",
    "ＡＢＣ１２３ｱｲｳ①㎏⽂⾏\u200b\ufeff\x00",
    "<p>段落</p>&nbsp;<script>var x = 1;</script>",
    "好" * 3000,
)


def documents(texts: Sequence[str | None]) -> pl.DataFrame:
    """Build a frame of documents: `doc_id`, `id`, `text`, and `html` with the text as a page."""
    pages = [t if t is None else f"<html><body><article><p>{t}</p></article></body></html>" for t in texts]
    return pl.DataFrame(
        {"doc_id": range(len(texts)), "id": [f"t#{n}" for n in range(len(texts))], "text": texts, "html": pages},
        schema={"doc_id": pl.UInt64, "id": pl.String, "text": pl.String, "html": pl.String},
    )


def check_stage(stage: Stage, texts: Sequence[str | None] = TRICKY, *, seed: int = 0) -> None:
    """Assert that a stage keeps the law, on these texts.

    The whole is the sum of its parts; rows keep their number and order; an empty frame and null
    text are accepted; the stage survives being written down and read again; an edit applied twice
    equals once; an editing stage drops only what it left without text, and no other stage changes it.

    Raises:
        AssertionError: with the clause that is broken.
    """
    with _clause("it survives being written down and read again"):
        assert msgspec.convert(msgspec.to_builtins(stage), type(stage)) == stage, "another stage comes back"
    if isinstance(stage, CorpusStage):
        return _check_keys(stage, texts, seed)
    frame = documents(texts)
    with _clause("it accepts any text, also none"):
        whole = mark(frame, stage)
    assert whole["doc_id"].equals(frame["doc_id"]), "rows were added, lost or moved"
    with _clause("the whole is the sum of its parts"):
        _check_parts(frame, whole, stage, seed)
    with _clause("it accepts an empty frame"):
        assert mark(frame.clear(), stage).schema == whole.schema, "an empty frame gets other columns"
    for reason in stage.drop_reasons():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", reason), f"`{reason}` is not kebab-case"
    if stage.edits():
        _check_edits(whole, stage)
    else:
        assert whole["text"].equals(frame["text"]), "a stage without edits changes the text"
    return None


def _check_parts(frame: pl.DataFrame, whole: pl.DataFrame, stage: Stage, seed: int) -> None:
    cuts = {1, frame.height // 2, random.Random(seed).randrange(frame.height + 1)}  # noqa: S311 - not a secret
    for cut in cuts:
        parts = pl.concat([mark(frame[:cut], stage), mark(frame[cut:], stage)])
        assert_frame_equal(whole, parts)


def _check_edits(whole: pl.DataFrame, stage: Stage) -> None:
    blank = whole.filter(pl.col(DROP_REASON).is_not_null())["text"].fill_null("").str.strip_chars()
    assert (blank == "").all(), "an editing stage drops documents that have text"
    kept = whole.filter(pl.col(DROP_REASON).is_null())
    with _clause("an edit applied twice equals once"):
        twice = mark(kept.drop(DROP_REASON), stage)
        assert_frame_equal(twice.select("text"), kept.select("text"))


def _check_keys(stage: CorpusStage, texts: Sequence[str | None], seed: int) -> None:
    frame = documents(texts)
    with _clause("it accepts any text, also none"):
        whole = frame.select("doc_id", *stage.keys())
    assert "key" in whole.columns, "keys() gives no column called `key`"
    cut = random.Random(seed).randrange(frame.height + 1)  # noqa: S311 - not a secret
    with _clause("the whole is the sum of its parts"):
        parts = pl.concat(frame[part].select("doc_id", *stage.keys()) for part in (slice(0, cut), slice(cut, None)))
        assert_frame_equal(whole, parts)


@contextmanager
def _clause(clause: str) -> Iterator[None]:
    """Name the clause that what goes wrong in the block breaks."""
    try:
        yield
    except Exception as error:
        msg = f"{clause}: {type(error).__name__}: {error}"
        raise AssertionError(msg) from error
