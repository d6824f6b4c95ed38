"""Lines that were broken at a margin, told from lines that end because something ends.

Everything is decided on a table of lines, whole columns at a time; what a line says of itself is in `line_starts`,
what it measures in `line_kernel`.
"""

from typing import Final

import numpy as np
import polars as pl

from zhtw_clean.sketch.utf8 import utf8
from zhtw_clean.text.columns import character_kinds
from zhtw_clean.text.line_starts import APART, BROKEN, CHINESE, CLOSED, FENCE, HARD, ITEM, STARTS, TAIL
from zhtw_clean.text.rows import edit_rows

BROKEN_LINES: Final = 3
"""As many lines must end at one margin before it is one; two may be of one length by chance."""

SLACK: Final = 1
"""Columns that may be free where a character of two columns would have been next."""

HANGING: Final = 2
"""Columns by which punctuation may stand out of the margin."""

LONGEST_WORD: Final = 30
"""Columns; a longer word (an address) is broken rather than carried over to the next line."""

PARTED: Final = 2
"""So many paragraphs must be told apart by blank lines or indents, and none not: then one goes on behind a sentence
that ends at the margin."""

TABLE_GAP: Final = 3
"""So many free columns within a line part the columns of a table or the fields of a form."""

DEEPEST_INDENT: Final = 24
"""What starts further in is centred or set to the right."""

line, width, indent, slack, need = map(pl.col, ("line", "width", "indent", "slack", "need"))
prose, closed, starts, item, blank, full = map(pl.col, ("prose", "closed", "starts", "item", "blank", "full"))
open_ = pl.col("open")


def join_lines(texts: pl.Series) -> pl.Series:
    """Join what was broken at a margin, until nothing more is found."""
    before, joined = texts, _join_where_broken(texts)
    while (changed := joined != before).any():
        before, joined = joined, edit_rows(joined, changed, _join_where_broken)
    return joined


def _join_where_broken(texts: pl.Series) -> pl.Series:
    from zhtw_clean.text.line_kernel import may_be_wrapped

    return edit_rows(texts, pl.Series(may_be_wrapped(*utf8(texts), character_kinds(), BROKEN_LINES)), _join)


def _join(texts: pl.Series) -> pl.Series:
    joined = pl.col("joined")
    head = pl.when(joined.shift(1, fill_value=False)).then(line.str.strip_chars_start()).otherwise(line)
    piece = (
        pl.when(~joined)
        .then(head + "\n")
        .when("spaced")
        .then(head.str.strip_chars_end() + " ")
        .otherwise(head.str.strip_chars_end())
    )
    pieces = find_breaks(texts).select("row", piece.alias("piece"))
    whole = pieces.group_by("row", maintain_order=True).agg(pl.col("piece").str.join(""))["piece"]
    return whole.str.strip_suffix("\n").rename(texts.name)


def find_breaks(texts: pl.Series) -> pl.DataFrame:
    """Lay texts out as a table of lines: `row`, `line`, `joined` to the next one or not, `spaced` where it is."""
    lines = _with_margin(_describe(texts))
    hyphenated = line.str.contains(r"[\w]-\s*$")
    between_words = line.str.contains(r"[!-~]\s*$") & pl.col("next_narrow")
    return lines.with_columns(
        joined=_is_broken(), spaced=between_words & ~hyphenated & (~pl.col("cut") | line.str.contains(r" \s*$"))
    )


def _describe(texts: pl.Series) -> pl.DataFrame:
    """What can be said of each line by itself, and of the one after it."""
    from zhtw_clean.text.line_kernel import measure

    lines = pl.DataFrame({"line": texts.str.split("\n")}).with_row_index("row").explode("line")
    measures = zip(
        ("width", "indent", "first", "gap", "han"), measure(*utf8(lines["line"]), character_kinds()), strict=True
    )
    lines = lines.with_columns(pl.Series(name, values) for name, values in measures)
    fence = line.str.contains(FENCE)
    fenced = fence | (fence.cum_sum().over("row") % 2 == 1)
    apart = fenced | (pl.col("gap") >= TABLE_GAP) | (indent >= DEEPEST_INDENT) | line.str.contains(APART)
    lines = lines.with_columns(
        first_in_text=pl.col("row") != pl.col("row").shift(1, fill_value=2**32 - 1),
        item=line.str.contains(ITEM),
        starts=line.str.contains(STARTS),
        tail=line.str.contains(TAIL),
        closed=line.str.contains(CLOSED),
        broken=line.str.contains(BROKEN),
        narrow=line.str.contains(r"^\s*[!-~]"),
        ends_narrow=line.str.contains(r"[!-~]\s*$"),
        chinese=line.str.contains(CHINESE) & ~apart,
        blank=width == 0,
        prose=~apart & (pl.col("han") > 0),
    )
    follows = pl.when(~pl.col("first_in_text").shift(-1, fill_value=True))
    nexts = {
        name: follows.then(pl.col(name).shift(-1))
        for name in ("first", "indent", "width", "starts", "closed", "blank", "tail")
    }
    return lines.with_columns(
        **{f"next_{name}": expression for name, expression in nexts.items()},
        next_narrow=follows.then(pl.col("narrow").shift(-1)).otherwise(False),
        next_prose=follows.then(pl.col("chinese").shift(-1)).otherwise(False),
    ).with_columns(open=prose & ~closed & pl.col("next_prose") & (~pl.col("next_starts") | pl.col("next_tail")))


def _with_margin(lines: pl.DataFrame) -> pl.DataFrame:
    """Find the margin of each text, the blocks of lines that keep to it, and which lines end at it."""
    from zhtw_clean.text.line_kernel import margins

    firsts = np.append(lines["first_in_text"].arg_true().to_numpy(), lines.height).astype(np.int64)
    margin = margins(lines["width"].to_numpy(), lines.select(open_ & pl.col("broken")).to_series().to_numpy(), firsts)
    lines = lines.with_columns(
        slack=pl.Series(np.repeat(margin, np.diff(firsts))) - width,
        margin=pl.Series(np.repeat(margin, np.diff(firsts))),
    )
    beyond = (slack < -HANGING) & prose
    word = pl.when(pl.col("next_first") > LONGEST_WORD).then(1).otherwise("next_first")
    cut = open_ & slack.is_between(-SLACK, 0) & line.str.contains(r"[A-Za-z0-9]\s*$") & pl.col("next_narrow")
    carried = open_ & pl.col("next_narrow") & (slack > SLACK) & (slack < word)
    lines = lines.with_columns(block=(beyond | pl.col("first_in_text")).cum_sum())
    lines = lines.with_columns(cut=cut.sum().over("block") > carried.sum().over("block"))
    space = (pl.col("ends_narrow") | pl.col("next_narrow")).cast(pl.Int32)
    need = pl.when(pl.col("cut") & pl.col("next_narrow")).then(1).otherwise(word) + space
    return lines.with_columns(
        full=(slack >= -HANGING) & (slack < pl.max_horizontal(need, SLACK + 1)) & (2 * width > pl.col("margin"))
    )


def _is_broken() -> pl.Expr:
    """Decide, line by line: is the break behind it there for the margin only?"""
    deeper, shallower = pl.col("next_indent") > indent, pl.col("next_indent") < indent
    evidence = (full & open_ & pl.col("broken") & (slack <= SLACK) & (4 * pl.col("han") >= width)).sum().over("block")
    against = (open_ & ~full & (2 * width > pl.col("margin"))).sum().over("block")
    before = pl.when(~pl.col("first_in_text"))
    continues = before.then((prose & ~closed & (2 * width > pl.col("margin"))).shift(1)).otherwise(False)
    after_short = before.then((~full).shift(1)).otherwise(True)

    short = closed & ~full & prose
    heading = (2 * pl.col("next_width") < pl.col("margin")) & ~pl.col("next_closed")
    parted = (short & (pl.col("next_blank") | deeper)).sum().over("block")
    unparted = (short & pl.col("next_prose") & ~deeper & ~pl.col("next_starts") & ~heading).sum().over("block")
    flush = ~deeper & (parted >= PARTED) & (unparted == 0) & ((indent == 0) | continues)
    goes_on = ~heading & pl.when(shallower).then(after_short).otherwise(flush)
    fits_in = (
        pl.when(deeper)
        .then(item | (pl.col("next_indent") == indent + 1))
        .when(shallower)
        .then(~continues)
        .otherwise(True)
    )
    plainly = fits_in & ~pl.col("next_starts") & (~closed | goes_on)
    wrapped = (evidence >= BROKEN_LINES) & (evidence >= 2 * against)
    return (
        full & prose & pl.col("next_prose") & wrapped & (plainly | pl.col("next_tail")) & ~line.str.contains(HARD)
    ).fill_null(False)
