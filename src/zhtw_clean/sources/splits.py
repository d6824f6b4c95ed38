"""How the files of a source are cut and packed into splits."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import msgspec

from zhtw_clean.problems import Problem, SourceError
from zhtw_clean.sources.listing import find
from zhtw_clean.sources.parquet import row_groups
from zhtw_clean.sources.source import Piece, Source, Split, format_of, packing


def plan_splits(source: Source) -> list[Split]:
    """Every file of the source, in order of path, cut and packed into splits of about `split_bytes`.

    Raises:
        SourceError: a path is empty or matches nothing, a file may not be read, or nobody knows what it is.
    """
    files: dict[str, Piece] = {}
    problems: list[Problem] = []
    paths = (source.path,) if isinstance(source.path, str) else source.path
    if not all(paths) or not paths:
        raise SourceError(Problem("the source has an empty `path`", hint="name a file, a folder or a glob"))
    for path in paths:
        try:
            files |= {piece.path: piece for piece in find(path, source)}
        except SourceError as error:
            problems += error.problems
    if problems:
        raise SourceError(problems)
    found = [files[path] for path in sorted(files)]
    if source.limit is not None:
        return [Split(0, tuple(found), source.limit)]
    pieces = (piece for file in found for piece in _cut(file, source))
    return [Split(number, pack) for number, pack in enumerate(_packs(pieces, source.split_bytes))]


def _cut(file: Piece, source: Source) -> list[Piece]:
    """A large file in parts, where its format has places to cut."""
    if file.size <= source.split_bytes:
        return [file]
    kind = format_of(file.path, source)
    if kind == "jsonl" and not packing(file.path):
        n = -(-file.size // source.split_bytes)
        cuts = [part * file.size // n for part in range(n + 1)]
        return [_part(file, start, stop, stop - start) for start, stop in pairwise(cuts)]
    if kind == "parquet" and (sizes := row_groups(file.path)):
        cuts = _between_groups(sizes, source.split_bytes)
        return [_part(file, start, stop, sum(sizes[start:stop])) for start, stop in pairwise(cuts)]
    return [file]


def _part(file: Piece, start: int, stop: int, size: int) -> Piece:
    return msgspec.structs.replace(file, start=start, stop=stop, size=size)


def _between_groups(sizes: list[int], split_bytes: int) -> list[int]:
    """Where to cut: runs of row groups that hold up to so many bytes, one group at the least."""
    cuts, held = [0], 0
    for group, size in enumerate(sizes):
        if held and held + size > split_bytes:
            cuts.append(group)
            held = 0
        held += size
    return [*cuts, len(sizes)]


def _packs(pieces: Iterable[Piece], split_bytes: int) -> Iterator[tuple[Piece, ...]]:
    """Neighbours together up to so many bytes; a larger piece alone."""
    pack: list[Piece] = []
    size = 0
    for piece in pieces:
        if pack and size + piece.size > split_bytes:
            yield tuple(pack)
            pack, size = [], 0
        pack.append(piece)
        size += piece.size
    if pack:
        yield tuple(pack)
