"""A pipeline: what to read, which stages in which order, where to write."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

import msgspec
import yaml

from zhtw_clean.catalog import find_stages, name_of, read_uses
from zhtw_clean.engine.apply import Documents, Result, Table, apply, clean_batch
from zhtw_clean.marked_yaml import MarkedYaml
from zhtw_clean.marked_yaml import Path as YamlPath
from zhtw_clean.plan import steps_of
from zhtw_clean.problems import PipelineError, Problem, did_you_mean
from zhtw_clean.sizes import Size, parse_bytes
from zhtw_clean.sources.source import Source
from zhtw_clean.stage import NOT_SHOWN, CorpusStage, Secret, Stage

S = TypeVar("S", bound=msgspec.Struct)
OnError = Literal["fail", "skip"]
OPTIONS = ("on_error", "engine", "patience")
Engine = Literal["auto", "local", "ray"]
Seconds = Annotated[float, msgspec.Meta(gt=0, description="a number above 0")]


class Output(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the shards go.

    Options:
        path: folder to write, made where it is missing: on a disk, `~` being your home, or any address that fsspec
            knows (`s3://bucket/folder`). On a cluster every node must see it.
        shard_bytes: size of a shard as stored. Default 500 MB.
        index: write the keys of what was kept to `index`, by corpus stage, for the `against` of later runs. Default no.
        keep_work: keep the parts, keys and markers in `_work` after success. Default no.
    """

    path: str
    shard_bytes: Size = 500_000_000
    index: bool = False
    keep_work: bool = False

    def __post_init__(self) -> None:
        path = os.path.expanduser(self.path)  # noqa: PTH111 - pathlib's raises where a user is unknown
        msgspec.structs.force_setattr(self, "path", path)


class Pipeline(msgspec.Struct, frozen=True):
    """Stages in their order, and where documents come from and go to.

    Options:
        stages: the stages, in order; at least one.
        source: what to read; not needed to clean a table in this process.
        output: where to write; not needed to clean a table in this process.
        uses: Python files with stages of your own.
        on_error: what a broken input file does: `fail` the run at its end, or be `skip`ped and listed.
        engine: `local`: processes of this machine; `ray`: a Ray cluster, or one of our own on this machine; `auto`: Ray
            where this process is connected to it or `RAY_ADDRESS` names a cluster, else local. Default `auto`. The
            output is the same.
        patience: seconds of processor time that one small document may take before its worker counts as hung; a
            batch has as many more as its text has times 20 KB. Default 60.

    Paths are taken from the folder that the command runs in.
    """

    stages: Sequence[Stage]
    source: Source | None = None
    output: Output | None = None
    uses: tuple[str, ...] = ()
    on_error: OnError = "fail"
    engine: Engine = "auto"
    patience: Seconds = 60.0

    def __post_init__(self) -> None:
        if not self.stages:
            raise PipelineError(Problem("a pipeline needs a stage", hint="list at least one"))
        msgspec.structs.force_setattr(self, "stages", tuple(self.stages))

    @classmethod
    def from_yaml(cls, path: str | Path, settings: Mapping[str, object] | None = None) -> "Pipeline":
        """Read a pipeline file; `settings` overrides options, as in `{"too-short.min_chars": 50}`.

        Raises:
            PipelineError: every problem of the file at once, each with its line and column.
        """
        try:
            text = Path(path).read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise PipelineError(Problem("no such pipeline", where=str(path), hint="check the path")) from error
        except (OSError, UnicodeDecodeError) as error:
            raise PipelineError(Problem(f"cannot be read: {error}", where=str(path))) from error
        return cls.parse(text, str(path), settings)

    @classmethod
    def parse(
        cls,
        text: str,
        name: str = "pipeline",
        settings: Mapping[str, object] | None = None,
        uses: Mapping[str, bytes] | None = None,
    ) -> "Pipeline":
        """Read a pipeline from YAML text; `name` is what errors call it, `uses` the content of files read before."""
        document = MarkedYaml.parse(text, name)
        pipeline = _Reader(document, settings or {}, uses).pipeline()
        if document.problems or pipeline is None:
            raise PipelineError(document.in_order())
        return pipeline

    def apply(self, documents: Documents) -> Result:
        """Clean documents in this process: a list of strings, or a Polars, pandas or Arrow table with a `text` column.

        Returns the kept and the dropped documents and the ledger; tables come back as the kind that
        was given, a list as a Polars frame. `source` and `output` play no part.

        Raises:
            PipelineError: a stage reads a column that is not there.
        """
        return apply(self.stages, documents)

    def __call__(self, documents: Documents) -> Table:
        """Return only the kept documents: what `ray.data.Dataset.map_batches(…, batch_format="pyarrow")` wants.

        Raises:
            PipelineError: the pipeline holds a corpus stage, whose verdict on one batch would be wrong.
        """
        for step in steps_of(self.stages):
            if isinstance(step.stage, CorpusStage):
                message = f"`{step.label}` needs the whole corpus, not one batch of it"
                raise PipelineError(Problem(message, hint="use .apply() on the whole table, or zhtw-clean run"))
        return clean_batch(self.stages, documents)

    def to_yaml(self, *, explicit: bool = False) -> str:
        """Write it as YAML: options not at their default, for `parse`; or every one but secrets, to be read."""
        recipe: dict[str, Any] = {}
        for part in ("source", "output"):
            if (section := getattr(self, part)) is not None:
                recipe[part] = _given(section, explicit=explicit)
        if self.uses:
            recipe["uses"] = list(self.uses)
        recipe |= {name: value for name, value in _given(self, explicit=explicit).items() if name in OPTIONS}
        options = [(name_of(stage), _given(stage, explicit=explicit)) for stage in self.stages]
        recipe["stages"] = [{name: given} if given else name for name, given in options]
        return yaml.safe_dump(recipe, allow_unicode=True, sort_keys=False, default_flow_style=None, width=120)


def _given(struct: msgspec.Struct, *, explicit: bool) -> dict[str, Any]:
    fields = msgspec.structs.fields(struct)
    given = [field.name for field in fields if explicit or getattr(struct, field.name) != field.default]
    values = msgspec.to_builtins(struct)
    if explicit:
        values |= {field.name: NOT_SHOWN for field in fields if field.type == Secret and values[field.name]}
    return {name: values[name] for name in given}


class _Reader:
    """Turns a marked document into a pipeline, noting every problem on the way."""

    def __init__(
        self, document: MarkedYaml, settings: Mapping[str, object], contents: Mapping[str, bytes] | None
    ) -> None:
        self.document = document
        self.contents = contents
        self.settings = dict(settings)
        self.used: set[str] = set()

    def pipeline(self) -> Pipeline | None:
        recipe = self.document.value
        if not isinstance(recipe, dict):
            self.document.wrong((), "a pipeline is a mapping with `stages:`", "see pipelines/ for examples")
            return None
        known = [field.name for field in msgspec.structs.fields(Pipeline)]
        for key in recipe:
            if key not in known:
                self.document.wrong((key,), f"a pipeline has no `{key}`", did_you_mean(key, known))
        uses = self._uses(recipe)
        stages = self._stages(recipe, uses)
        source = self._section(Source, recipe, "source")
        output = self._section(Output, recipe, "output")
        options = self._options(recipe)
        for name in self.settings.keys() - self.used:
            hint = "write it like too-short.min_chars=50; the stage must stand in the pipeline"
            self.document.problems.append(Problem(f"`{name}` sets nothing", where="--set", hint=hint))
        if self.document.problems:
            return None
        return Pipeline(tuple(stages), source, output, tuple(uses), **options)

    def _options(self, recipe: dict[str, Any]) -> dict[str, Any]:
        """The options of the pipeline itself."""
        fields = {field.name: field for field in msgspec.structs.fields(Pipeline) if field.name in OPTIONS}
        options = {}
        for name in fields.keys() & recipe.keys():
            try:
                options[name] = _convert(recipe[name], fields[name].type)
            except (msgspec.ValidationError, ValueError) as error:
                self.document.wrong((name,), f"`{name}`: {error}, not {recipe[name]!r}")
        return options

    def _list(self, recipe: dict[str, Any], key: str) -> list[Any]:
        value = [] if recipe.get(key) is None else recipe[key]
        if not isinstance(value, list):
            self.document.wrong((key,), f"`{key}` is a list, not {value!r}", "start each line with `- `")
            return []
        return value

    def _uses(self, recipe: dict[str, Any]) -> list[str]:
        uses = self._list(recipe, "uses")
        for n in (n for n, path in enumerate(uses) if not isinstance(path, str)):
            self.document.wrong(("uses", n), f"`uses` lists paths of Python files, not {uses[n]!r}")
        return [path for path in uses if isinstance(path, str)]

    def _stages(self, recipe: dict[str, Any], uses: Sequence[str]) -> list[Stage]:
        try:
            kinds = find_stages(read_uses(uses) if self.contents is None else self.contents)
        except PipelineError as error:
            self.document.problems.extend(error.problems)
            return []
        lines = self._list(recipe, "stages")
        if recipe.get("stages") in (None, []):
            self.document.wrong(("stages",), "there are no `stages:`", "list at least one")
        return [stage for n, line in enumerate(lines) if (stage := self._stage(kinds, line, ("stages", n)))]

    def _stage(self, kinds: Mapping[str, type[Stage]], line: object, at: YamlPath) -> Stage | None:
        if isinstance(line, dict) and len(line) == 1:
            ((name, options),) = line.items()
        else:
            name, options = line, {}
        if not isinstance(name, str):
            self.document.wrong(at, f"a stage is a name, or a name with options, not {line!r}")
            return None
        if name not in kinds:
            self.document.wrong(at, f"no stage is called `{name}`", did_you_mean(name, kinds))
            return None
        return self._build(kinds[name], name, options, (*at, name))

    def _section(self, kind: type[S], recipe: dict[str, Any], name: str) -> S | None:
        overrides = any(setting.startswith(f"{name}.") for setting in self.settings)
        if recipe.get(name) is None and not overrides:
            return None
        return self._build(kind, name, recipe.get(name), (name,))

    def _build(self, kind: type[S], name: str, options: object, at: YamlPath) -> S | None:
        if not isinstance(options or {}, dict):
            self.document.wrong(at, f"the options of `{name}` are a mapping, not {options!r}", f"{name}: {{option: 1}}")
            return None
        given = {**(options or {}), **self._settings_of(name, at)}  # type: ignore[dict-item]
        fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
        values = {}
        before = len(self.document.problems)
        for option, value in given.items():
            if option not in fields:
                message = f"`{name}` has no option `{option}`"
                self.document.wrong((*at, option), message, did_you_mean(option, fields) if fields else "")
                continue
            try:
                values[option] = _convert(value, fields[option].type)
            except (msgspec.ValidationError, ValueError) as error:
                self.document.wrong((*at, option), f"`{name}.{option}`: {error}, not {value!r}", _advice(value))
        for option, field in fields.items():
            if field.required and option not in given:
                self.document.wrong(at, f"`{name}` needs `{option}`")
        if len(self.document.problems) > before:
            return None
        try:
            return kind(**values)
        except (TypeError, ValueError) as error:  # a __post_init__ refuses the values, in the way of msgspec
            self.document.wrong(at, f"`{name}`: {error}")
            return None

    def _settings_of(self, name: str, at: YamlPath) -> dict[str, object]:
        mine = {key: value for key, value in self.settings.items() if key.rpartition(".")[0] == name}
        self.used |= mine.keys()
        self.document.places |= {(*at, key.rpartition(".")[2]): f"--set {key}" for key in mine}
        return {key.rpartition(".")[2]: value for key, value in mine.items()}


def _convert(value: object, kind: Any) -> object:  # noqa: ANN401 - a type annotation
    if kind == Size and isinstance(value, str):
        return parse_bytes(value)
    if get_origin(kind) is Literal and value not in (words := get_args(kind)):
        message = f"it is {' or '.join(f'`{word}`' for word in words)}"
        raise ValueError(message)
    return msgspec.convert(value, kind)


def _advice(value: object) -> str:
    """How to write a number that YAML takes for text, such as 1e-3."""
    with suppress(ValueError):
        return f"write the number as {float(value):f}".rstrip("0") if isinstance(value, str) else ""
    return ""
