"""Which language is a text in, and how surely?"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from zhtw_clean.resources import languages
from zhtw_clean.sketch.utf8 import utf8
from zhtw_clean.text.han import HAN
from zhtw_clean.text.language_tables import KANA_CHARACTER, load_tables
from zhtw_clean.text.language_words import VOTES
from zhtw_clean.text.romanised import romanised

FINDING = pl.Struct({"language": pl.String, "language_score": pl.Float64})
LEAST_REACH = {"yue": 0.16, "lzh": 0.05, "nan": 0.16, "hak": 0.16}
"""Share of the Han characters that stand in clauses with votes for the language."""
UNDETERMINED = "und"  # ISO 639-2

FEWEST_WORDS = 20
FEWEST_VOTES = 2
MAJORITY = 0.4
CONFIDENCE_90 = 1.28  # standard deviations, one-sided
LIKELY = 0.5
READ_CHARS = 500
"""What the model is shown of a text; more costs time and makes it no surer."""

_HAN, _OTHER = 0, 3
_FAMILIES = np.array(("zh", "ja", "ko", UNDETERMINED))
_NEED_HAN = ("zh", "yue", "wuu", "ja", "ko")
_PARTY = {name: number for number, name in enumerate(VOTES)}

Numbers = NDArray[np.float64]


def find_language(texts: pl.Series, min_chinese: float, model: str) -> pl.Series:
    """Name the language of each text, and its score; both null where there is too little to tell by.

    Raises:
        ResourceError: where a text asks for the model, and it cannot be had or read.
    """
    from zhtw_clean.text.language_kernel import count

    words, votes, reach = (counts.T.astype(np.float64) for counts in count(*utf8(texts), load_tables()))
    counts = _settle(words)
    total = counts.sum(axis=0)
    main = np.where(counts[_HAN] >= min_chinese * total, _HAN, counts.argmax(axis=0))
    judged = total >= FEWEST_WORDS
    others = np.flatnonzero(judged & (main == _OTHER))
    named, chances = _other(texts.gather(others), model)
    code = (named == UNDETERMINED) & (counts[_HAN, others] >= FEWEST_WORDS)
    main[others[code]] = _HAN
    variety, sureness = _variety(votes, reach / np.maximum(counts[_HAN], 1))
    names = np.where(main == _HAN, variety, _FAMILIES[main]).astype(object)
    sureness = np.where(main == _HAN, sureness, 1)
    names[others[~code]], sureness[others[~code]] = named[~code], chances[~code]
    scores = sureness * counts[main, np.arange(len(main))] / np.maximum(total, 1)
    found = pl.DataFrame({"language": names, "language_score": scores}, FINDING.to_schema())
    return found.select(pl.when(pl.Series(judged)).then(pl.all())).to_struct(texts.name)


def _settle(words: Numbers) -> Numbers:
    """Words in Chinese, Japanese, Korean and others; Han without a vote is Chinese unless one of two outweighs it."""
    voted, bare, japanese, korean, other = words
    han = voted + bare
    ja, ko = japanese > han, korean > han
    return np.stack((np.where(ja | ko, voted, han), japanese + bare * ja, korean + bare * (ko & ~ja), other))


def _variety(votes: Numbers, reach: Numbers) -> tuple[NDArray[np.str_], Numbers]:
    """Which Chinese: Mandarin, unless another has votes in many clauses, and surely no small part of all votes."""
    names = np.array(list(LEAST_REACH))
    theirs = [_PARTY[name] for name in LEAST_REACH]
    best, ayes = votes[theirs].argmax(axis=0), votes[theirs].max(axis=0)
    noes = votes[_PARTY["zh"]] + np.where(names[best] == "nan", 0, votes[_PARTY["shared"]])
    cast = np.maximum(ayes + noes, 1)
    share = ayes / cast
    far = reach[theirs, :][best, np.arange(len(best))] >= np.array(list(LEAST_REACH.values()))[best]
    sure = far & (ayes >= FEWEST_VOTES) & (_wilson_lower(share, cast) > MAJORITY)
    return np.where(sure, names[best], "zh"), np.where(sure, share, 1 - share)


def _wilson_lower(share: Numbers, of: Numbers) -> Numbers:
    """Lower end of the Wilson score interval of a share."""
    z2 = CONFIDENCE_90**2
    spread = CONFIDENCE_90 * np.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return (share + z2 / (2 * of) - spread) / (1 + z2 / of)


def _other(texts: pl.Series, model: str) -> tuple[NDArray[np.object_], Numbers]:
    """Name the language of what is neither Han nor kana, by rules where it is romanised Chinese, else by the model."""
    rest = texts.str.replace_all(rf"(?:{HAN}|{KANA_CHARACTER}|\s)+", " ").str.head(READ_CHARS)
    known = romanised(rest)
    asked = known.is_null().to_numpy()
    names, chances = known.fill_null(UNDETERMINED).to_numpy().astype(object), np.ones(len(rest))
    if asked.any():
        answers = languages.identify(rest.filter(pl.Series(asked)), model)
        named, chances[asked] = zip(*answers, strict=True)
        likely = (chances[asked] >= LIKELY) & ~np.isin(named, _NEED_HAN)
        names[asked] = np.where(likely, named, UNDETERMINED)
    return names, chances
