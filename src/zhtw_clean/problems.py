"""What can be wrong with what a user gives us, said once and clearly.

CleanError              everything this package raises on purpose; carries one or more Problems
├── PipelineError       the pipeline, its options or its order of stages are wrong
├── SourceError         an input is missing, broken or not what the pipeline says
├── ResourceError       a model, tokenizer or word list cannot be had
└── RunError            a run cannot go on: no space, no permission, a worker died
"""

import difflib
from collections.abc import Iterable

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """One complaint: what is wrong, where, and what to do about it.

    `where` is `file:line:column`, `file (byte n)` or a path; `hint` is the advice. Both may be empty.
    """

    message: str
    where: str = ""
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"\n    hint: {self.hint}" if self.hint else ""
        return f"{place}{self.message}{advice}"


class CleanError(Exception):
    """An error with a cure: its text is one line per problem, each with its hint.

    Polars rebuilds an exception that passes through an expression from its text, and adds where it was.
    """

    def __init__(self, problems: Problem | Iterable[Problem] | str) -> None:
        if isinstance(problems, str):
            problems = Problem(problems.partition("\n\nThis error occurred")[0])
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type["CleanError"], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class PipelineError(CleanError):
    """The pipeline, its options or the order of its stages are wrong."""


class SourceError(CleanError):
    """An input is missing, broken, or not what the pipeline says it is."""


class ResourceError(CleanError):
    """A model, tokenizer or word list cannot be had."""


class RunError(CleanError):
    """A run cannot go on: no space, no permission, a worker died."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the nearest known word, or list them all when none is near."""
    words = sorted(known)
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    return f"did you mean `{near[0]}`?" if near else f"there is: {', '.join(words)}"
