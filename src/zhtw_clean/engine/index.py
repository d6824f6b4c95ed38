"""Indexes: the keys of a finished run, kept so that a later run can leave out what the earlier one has already.

Where keys of several corpora meet, a document is known by its corpus and its number: the highest byte of `doc_id`
is the place of its index in `against`, and 255 for the documents of the run itself, which so come last.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import polars as pl

from zhtw_clean.catalog import name_of
from zhtw_clean.engine.keys import Run, read_partition
from zhtw_clean.problems import PipelineError, Problem
from zhtw_clean.stage import BECAUSE_OF, DROP_DETAIL, FIRST_OWN, CorpusStage
from zhtw_clean.storage import Folder

INDEX, HEAD = "index", "index.json"
INDEX_FILES = (f"*/{HEAD}", "*/*.keys", "*/.*.tmp")
CORPUS_BITS = 56  # a run's own numbers are smaller: 2^24 splits of 2^32 documents
MOST = 255
OWN = pl.lit(FIRST_OWN, pl.UInt64)


class Index(msgspec.Struct, frozen=True):
    """The keys of what a run kept: of which stage, with its options and resources, of which run, in which files."""

    stage: str
    options: dict[str, Any]
    resources: Mapping[str, str]
    runs: tuple[Run, ...]
    run: str
    path: str = ""


def describe(stage: CorpusStage, runs: Sequence[Run] = (), run: str = "") -> Index:
    """Say of keys what a later run must agree with, and by its digest which run they are of."""
    options = msgspec.to_builtins(stage)
    del options["against"], options["stage"]
    return Index(name_of(stage), options, dict(stage.resources()), tuple(runs), run)


def open_index(path: str, stage: CorpusStage) -> Index:
    """Open an index, in the `index` folder of an output or the folder of one stage in it.

    Raises:
        PipelineError: there is none, or its keys were made in another way.
    """
    mine = describe(stage)
    try:
        folder = next(folder for folder in (Folder(path), Folder(path) / mine.stage) if folder.exists(HEAD))
        theirs = msgspec.json.decode(folder.read(HEAD), type=Index)
    except StopIteration:
        hint = "an earlier run writes one with `output: {index: true}`, to the folder `index` of its output"
        raise PipelineError(Problem(f"no index of `{mine.stage}` is there", path, hint)) from None
    except (OSError, msgspec.DecodeError) as error:
        raise PipelineError(Problem(f"the index cannot be read: {error}", path)) from error
    for what, ours, other in (
        ("stage", {"": mine.stage}, {"": theirs.stage}),
        ("option", mine.options, theirs.options),
        ("version", mine.resources, theirs.resources),
    ):
        for name in sorted(ours.keys() | other.keys()):
            if ours.get(name) != other.get(name):
                message = f"the index was made with {what} {name} {other.get(name)}, not {ours.get(name)}"
                raise PipelineError(Problem(message, path, "keys of both must be made alike: run the earlier one anew"))
    return msgspec.structs.replace(theirs, path=folder.path)


def among(indexes: Sequence[Index], keys: pl.DataFrame, partition: int, bits: int) -> pl.DataFrame:
    """Put a run's own keys of a partition and those of the indexes together, in order."""
    if not indexes:
        return keys
    frames = [keys.with_columns(pl.col("doc_id") + OWN)] if keys.height else []
    for n, index in enumerate(indexes):
        theirs = read_partition(Folder(index.path), index.runs, partition, bits)
        if theirs.height:
            frames.append(theirs.with_columns(pl.col("doc_id") + pl.lit(n << CORPUS_BITS, pl.UInt64)))
    return pl.concat(frames).sort("key", "doc_id") if frames else keys


def own(indexes: Sequence[Index], verdicts: pl.DataFrame) -> pl.DataFrame:
    """Take the verdicts on a run's own documents, and tell in words where one stays in another corpus."""
    if not indexes:
        return verdicts.with_columns(pl.lit(None, pl.String).alias(DROP_DETAIL))
    corpus, number = pl.col(BECAUSE_OF).floordiv(1 << CORPUS_BITS), pl.col(BECAUSE_OF).mod(1 << CORPUS_BITS)
    places = {n: f"in {index.path}" for n, index in enumerate(indexes)}
    return verdicts.filter(pl.col("doc_id") >= OWN).with_columns(
        pl.col("doc_id") - OWN, number, corpus.replace_strict(places, default=None).alias(DROP_DETAIL)
    )
