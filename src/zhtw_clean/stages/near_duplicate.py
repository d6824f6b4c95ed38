"""Copies with small changes: reposts, mirrors, templates, new editions."""

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Annotated, Literal
from unicodedata import unidata_version

import numpy as np
import polars as pl
from msgspec import Meta

from zhtw_clean.stage import DROP_REASON, FIRST_OWN, CorpusStage, Exprs
from zhtw_clean.text import Positive, text, whole_column

Similarity = Annotated[float, Meta(ge=0.5, le=1, description="a share between 0.5 and 1")]
Even = Annotated[int, Meta(ge=16, multiple_of=2, description="an even number, 16 or more")]
Seed = Annotated[int, Meta(ge=0, lt=2**32, description="a whole number below 2³²")]

_MOST_LEADERS = 256


class NearDuplicate(CorpusStage, frozen=True):
    """Drop all but one of the documents that share most of their n-grams of characters.

    Letters, digits and Han characters are compared; white space, punctuation, symbols, case and
    width are not. Documents are found by MinHash and locality-sensitive hashing; every pair found
    is checked on reduced signatures before it counts; what hangs together through such pairs
    keeps one document. A text without a letter or digit is like no other.

    Options:
        threshold: share of common n-grams (Jaccard index), 0.5 to 1, from which two documents are
            near-duplicates. Default 0.8: Lee et al. 2022 (arXiv 2107.06499) ask for an edit similarity of 0.8;
            what lies just above and below was read on Taiwanese text, see docs/stages/near-duplicate.md.
        ngram: characters in an n-gram. Default 5, about three Chinese words.
        num_perm: permutations of the MinHash signature, an even number from 16. Default 128, as in
            datasketch: an index of 0.8 is estimated with a standard deviation of 0.037.
        keep: `first`: the document that comes first in the sources; `longest`: the one with most
            letters and digits, the first of equals. Default `first`.
        seed: chooses the permutations. Default 1, as in datasketch.
        against: indexes of earlier runs (the folder `index` of their output): what is a copy of a document that one
            of them kept is dropped, whatever `keep` says. Default none.
    """

    threshold: Similarity = 0.8
    ngram: Positive = 5
    num_perm: Even = 128
    keep: Literal["first", "longest"] = "first"
    seed: Seed = 1

    def keys(self) -> Exprs:
        bands, _ = self._bands_and_rows()
        fields: dict[str, pl.DataType | type[pl.DataType]] = {
            "key": pl.Array(pl.UInt64, bands),
            "sketch": pl.Array(pl.UInt8, self.num_perm // 2),
        }
        if self.keep == "longest":
            fields["length"] = pl.UInt32
        return (whole_column(text, self._sketches, pl.Struct(fields)).struct.unnest(),)

    def meet(self, keys: pl.DataFrame) -> pl.DataFrame:
        from zhtw_clean.sketch.bands import matches_needed
        from zhtw_clean.sketch.lsh import leaders

        keys = keys.rechunk()
        needed = matches_needed(self.threshold, self.num_perm)
        joined = leaders(keys["key"].to_numpy(), keys["sketch"].to_numpy(), needed, _MOST_LEADERS)
        (members,) = np.nonzero(joined != np.arange(joined.size))
        sides = keys.drop("key", "sketch")
        leader, member = sides[joined[members]], sides[members]
        pairs = pl.concat([leader.select(pl.all().name.prefix("leader_")), member], how="horizontal")
        return pairs.unique().sort("leader_doc_id", "doc_id")

    def verdicts(self, evidence: Iterable[pl.DataFrame]) -> pl.DataFrame:
        from zhtw_clean.sketch import union_find

        ids = union_find.sorted_unique(
            part[side].to_numpy() for part in evidence for side in ("leader_doc_id", "doc_id")
        )
        parents = np.arange(ids.size, dtype=np.uint32)
        lengths = np.zeros(ids.size, np.uint32)
        for part in evidence:
            leader, member = (union_find.places(part[side].to_numpy(), ids) for side in ("leader_doc_id", "doc_id"))
            union_find.join(parents, leader, member)
            if self.keep == "longest":
                lengths[leader], lengths[member] = part["leader_length"].to_numpy(), part["length"].to_numpy()
        if self.against:
            lengths[ids < FIRST_OWN] = np.iinfo(np.uint32).max
        union_find.flatten(parents)
        survivors = union_find.longest(parents, lengths)
        (dropped,) = np.nonzero(survivors != np.arange(ids.size, dtype=np.uint32))
        verdict = {"doc_id": ids[dropped], "because_of": ids[survivors[dropped]]}
        reason = pl.lit("near-duplicate").alias(DROP_REASON)
        return pl.DataFrame(verdict).select("doc_id", reason, "because_of")

    def resources(self) -> Mapping[str, str]:
        return {"datasketch": version("datasketch"), "unicode": unidata_version}

    def _bands_and_rows(self) -> tuple[int, int]:
        from zhtw_clean.sketch.bands import bands_and_rows

        return bands_and_rows(self.threshold, self.num_perm)

    def _sketches(self, texts: pl.Series) -> pl.Series:
        from zhtw_clean.sketch.lsh import band_keys, reduced
        from zhtw_clean.sketch.minhash import signatures
        from zhtw_clean.sketch.utf8 import utf8

        minima, lengths = signatures(*utf8(texts), ngram=self.ngram, num_perm=self.num_perm, seed=self.seed)
        bands, rows = self._bands_and_rows()
        frame = pl.DataFrame({"key": band_keys(minima, bands, rows), "sketch": reduced(minima), "length": lengths})
        has_text = pl.col("length") > 0
        frame = frame.with_columns(pl.when(has_text).then("key"))
        return (frame if self.keep == "longest" else frame.drop("length")).to_struct()
