"""YAML whose every value knows its line: the ground for errors that say `file:line:column`."""

import sys
from typing import Any

import msgspec
import yaml

from zhtw_clean.problems import PipelineError, Problem

Path = tuple[str | int, ...]


class MarkedYaml(msgspec.Struct):
    """A YAML document as plain values, the place of each value by its path, and the problems found so far."""

    name: str
    value: Any = None
    places: dict[Path, str] = msgspec.field(default_factory=dict)
    problems: list[Problem] = msgspec.field(default_factory=list)

    @classmethod
    def parse(cls, text: str, name: str) -> "MarkedYaml":
        """Read YAML text; `name` is what the places call it.

        Raises:
            PipelineError: it is not YAML. Duplicate keys are collected in `problems`.
        """
        document = cls(name)
        loader = yaml.SafeLoader(text)
        try:
            node = loader.get_single_node()
            if node is not None:
                document.value = document._build(loader, node, ())
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise PipelineError(Problem(f"not YAML: {error.problem}", where=document._where(mark))) from error
        except yaml.YAMLError as error:
            raise PipelineError(Problem(f"not YAML: {error}", where=name)) from error
        except RecursionError as error:
            raise PipelineError(Problem("nested too deeply, or a part that holds itself", where=name)) from error
        finally:
            loader.dispose()
        return document

    def wrong(self, path: Path, message: str, hint: str = "") -> None:
        """Note a problem at the value of this path, or at the nearest value around it."""
        at = path
        while at and at not in self.places:
            at = at[:-1]
        self.problems.append(Problem(message, where=self.places.get(at, self.name), hint=hint))

    def in_order(self) -> list[Problem]:
        """The problems from the top of the file to its end, each once, those without a line last."""

        def place(problem: Problem) -> tuple[int, ...]:
            parts = problem.where.removeprefix(self.name).strip(":").split(":")
            return tuple(map(int, parts)) if all(part.isdigit() for part in parts) else (sys.maxsize,)

        return sorted(dict.fromkeys(self.problems), key=place)

    def _where(self, mark: yaml.error.Mark | None) -> str:
        return self.name if mark is None else f"{self.name}:{mark.line + 1}:{mark.column + 1}"

    def _build(self, loader: yaml.SafeLoader, node: yaml.Node, path: Path) -> Any:  # noqa: ANN401
        self.places[path] = self._where(node.start_mark)
        if isinstance(node, yaml.SequenceNode):
            return [self._build(loader, item, (*path, n)) for n, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(loader, node, path)
        return self._scalar(loader, node)

    def _scalar(self, loader: yaml.SafeLoader, node: yaml.Node) -> Any:  # noqa: ANN401
        try:
            return loader.construct_object(node, deep=True)
        except ValueError as error:  # 2024-13-45 looks like a date
            hint = "put it in quotes if it is text"
            raise PipelineError(Problem(f"not YAML: {error}", self._where(node.start_mark), hint)) from error

    def _mapping(self, loader: yaml.SafeLoader, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(self._scalar(loader, key_node))
            if key in values:
                place = self._where(key_node.start_mark)
                self.problems.append(Problem(f"`{key}` is written twice", where=place, hint="keep one of them"))
                continue
            values[key] = self._build(loader, value_node, (*path, key))
            self.places[(*path, key)] = self._where(key_node.start_mark)
        return values
