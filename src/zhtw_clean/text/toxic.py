"""How much of a text is gambling, pornography, other spam, swearing or abuse."""

import functools

import polars as pl

from zhtw_clean.resources.toxic import load_model, load_terms
from zhtw_clean.sketch.utf8 import utf8

ADVERTISED = ("gambling", "pornography", "spam")
BY_TERMS = (*ADVERTISED, "profanity")
CATEGORIES = (*BY_TERMS, "advert", "abuse")
SCORES = pl.Struct({f"{category}_score": pl.Float64 for category in CATEGORIES})

LONG = 72
"""Different characters that are enough to know an advertisement by its wording; with fewer the chance is less."""
SHORTEST = 50
"""A text counts as so many characters at least, so that two words alone are not a page of them."""
HALF = {"gambling": 5, "pornography": 5, "spam": 5, "profanity": 15}
"""Points per hundred characters that make a score of a half."""
EVEN = 0.3
"""Odds of being an advertisement, by wording alone, that make a score of a half."""
OWN, BAIT, GUARD = 0.5, 0.3, 0.7
"""What a point per hundred characters adds to the logarithm of these odds, or takes from it."""
MOST, SPARED = 10, 3
"""The most points that add to it; guards that are any advertisement's due."""
FAINT = 1.0
"""Points per hundred characters below which a text scores 0."""
_UNSURE = 0.3  # what points are worth for it where no term is one that only advertisers write
_STEEP = 1.5  # how fast a chance falls with the length of a text, where it is short
_PROSE = 0.5  # share of Han characters of what is no table
_SUSPECT = 0.05  # a chance below which a text without telling terms need not be searched
_TIMES = 3  # the telling terms' points, what a text can have at most
_MIN_TELLING, _MIN_TERMS = 2, 4  # different ones: a word out of its place is no evidence
_TELLING = 2  # points of a term that can be evidence by itself
_SURE = 3  # points of one that hardly anyone but an advertiser writes: without one, a text is about the thing
_BETWEEN = r"(\p{Han})[-\x20*./|_~·•‧・\u200b\u2190-\u2bff]{1,2}"  # put between the characters of a term to hide it


def score_toxic(texts: pl.Series) -> pl.Series:
    """Score texts in every category, between 0 and 1; null scores 0."""
    from zhtw_clean.text.toxic_kernel import chances

    model = load_model()
    worded = pl.DataFrame(chances(*utf8(texts), model.weights, model.step, model.biases), ["advert", "abuse"])
    scores = score_terms(texts, worded["advert"]).hstack(worded.select("abuse"))
    return scores.select(pl.col(CATEGORIES).name.suffix("_score")).to_struct(texts.name)


def score_terms(texts: pl.Series, advert: pl.Series) -> pl.DataFrame:
    """Score texts by their terms, and by the chance that they are an advertisement; all between 0 and 1.

    Only texts with enough telling terms to reach `FAINT`, or worded like an advertisement, are searched for all terms.
    """
    texts = texts.fill_null("")
    whole = pl.DataFrame({"chars": texts.str.len_chars().clip(SHORTEST), "advert": advert}).with_row_index("row")
    some = _find(texts, _patterns()[1]).group_by("row").agg(pl.col("points").sum())
    enough = _TIMES * 100 * pl.col("points") >= FAINT * pl.col("chars")
    some = whole.join(some, on="row", how="left", maintain_order="left").filter(
        enough.fill_null(value=False) | (pl.col("advert") > _SUSPECT)
    )
    searched = texts.gather(some["row"])
    found = _find(_folded(searched), _patterns()[0]).group_by("row").agg(_points())
    some = some.drop("points").with_columns(pl.col("advert") * _worth(searched)).with_row_index("at")
    scores = some.join(found, left_on="at", right_on="row", how="left").fill_null(0).select("row", *_rates())
    every = whole.select("row", "advert").join(scores, on="row", how="left", maintain_order="left", suffix="_found")
    return every.select(
        pl.col(BY_TERMS).fill_null(0.0), pl.coalesce("advert_found", _from_odds(_odds())).alias("advert")
    )


def _folded(texts: pl.Series) -> pl.Series:
    """Texts with plain letters for ornate ones, and without what hides terms."""
    return texts.str.normalize("NFKC").str.replace_all(_BETWEEN, "$1")


def _worth(texts: pl.Series) -> pl.Series:
    """How sure one can be of a text's wording; what is repeated tells nothing more, nor do tables of figures."""
    different = texts.str.split("").list.n_unique()
    chinese = texts.str.count_matches(r"\p{Han}") / texts.str.count_matches(r"\S").clip(1)
    return (different / LONG).clip(upper_bound=1) ** _STEEP * (chinese / _PROSE).clip(upper_bound=1)


def _odds() -> pl.Expr:
    return pl.col("advert") / (1 - pl.col("advert")) / EVEN


def _from_odds(odds: pl.Expr) -> pl.Expr:
    return odds / (1 + odds)


def _find(texts: pl.Series, patterns: list[str]) -> pl.DataFrame:
    """The terms in each text, by its `row`."""
    found = texts.str.extract_many(patterns, ascii_case_insensitive=True, leftmost=True)
    terms = pl.DataFrame({"term": found}).with_row_index("row").explode("term").drop_nulls("term")
    return terms.with_columns(pl.col("term").str.to_lowercase()).join(load_terms(), on="term")


def _points() -> list[pl.Expr]:
    """The points of a row's terms, by what they speak for, and how many different ones there are."""
    points, category = pl.col("points"), pl.col("category")
    columns = [points.filter(category == name).sum().alias(name) for name in ("bait", "guard")]
    columns.append(((category == "bait") & (points >= _SURE)).any().alias("pleads"))
    for name in BY_TERMS:
        own, telling = category == name, points >= _TELLING
        columns += [
            points.filter(own & telling).sum().alias(name),
            points.filter(own & ~telling).sum().alias(f"{name}_more"),
            (own & (points >= _SURE)).any().alias(f"{name}_sure"),
            pl.col("term").filter(own & telling).n_unique().alias(f"{name}_telling"),
            pl.col("term").filter(own).n_unique().alias(f"{name}_terms"),
        ]
    return columns


def _rates() -> list[pl.Expr]:
    """How many points per hundred characters, as a score.

    What ordinary words and bait add is never more than what the telling terms have. Guards count against
    advertisements; swearing needs no bait and has no excuse. What is worded like an advertisement is one for that of
    which it has most points.
    """
    per_hundred = 100 / pl.col("chars")
    own = {
        name: (pl.col(name) + pl.min_horizontal(f"{name}_more", name))
        * (pl.col(f"{name}_terms") >= _MIN_TELLING)
        * pl.when(pl.col(f"{name}_sure") | pl.col("pleads")).then(1).otherwise(_UNSURE)
        for name in ADVERTISED
    }
    most = pl.max_horizontal(own.values())
    points = (most * per_hundred).clip(upper_bound=MOST)
    evidence = OWN * points + BAIT * pl.min_horizontal(pl.col("bait") * per_hundred, points)
    against = GUARD * (pl.col("guard") * per_hundred - SPARED).clip(lower_bound=0)
    advert = _from_odds(_odds() * (evidence - against).exp())
    rates = [advert.alias("advert")]
    for name in BY_TERMS:
        score = _rate(name)
        if name in ADVERTISED:
            score = pl.when((own[name] == most) & (most > 0)).then(pl.max_horizontal(score, advert)).otherwise(score)
        rates.append(score.alias(name))
    return rates


def _rate(name: str) -> pl.Expr:
    """The score that a category has by its terms alone."""
    points, pleads = pl.col(name), pl.lit(value=False)
    if name in ADVERTISED:
        more, bait = (pl.min_horizontal(column, name) for column in (f"{name}_more", "bait"))
        points, pleads = points + more + bait - pl.col("guard"), pl.col("pleads")
    telling, terms = (pl.col(f"{name}_{kind}") + pleads.cast(pl.UInt32) for kind in ("telling", "terms"))
    enough = (telling >= _MIN_TELLING) | ((pl.col(name) > 0) & (terms >= _MIN_TERMS))
    enough &= pl.col(f"{name}_sure") | pleads
    rate = 100 * points / pl.col("chars")
    return pl.when(enough & (rate >= FAINT)).then(rate / (rate + HALF[name])).otherwise(0.0)


@functools.cache
def _patterns() -> tuple[list[str], list[str]]:
    """All terms, and those that can be evidence by themselves with the longer words that hold them; longest first."""
    terms = load_terms()
    category = pl.col("category")
    own = category.is_in(BY_TERMS) & (pl.col("points") >= _TELLING)
    return terms["term"].to_list(), terms.filter(own | (category == "neutral"))["term"].to_list()
