"""Commands made of files: one file a verb, named as the verb; a folder is a verb with verbs under it.

A verb's file holds

    its docstring   the help; its first sentence is in the list of commands
    SECTION         the heading it is listed under, one of `SECTIONS`
    WRITES_TOGETHER True where the claims of several projects go into the file that the command line names
    READS_PROJECT   False where `cleanclaim.toml` is not to say what its options are
    EXAMPLES        calls of it, as somebody would type them
    run             what it does: its parameters are the arguments and options, what it returns is the exit code

The annotation of a parameter says how it is written on the command line: `Annotated[int, click.Option(["--port"])]`.
Those that several verbs take have a name in `options.py`. A parameter that is a class whose fields are so annotated
stands for all of its options.

A verb is imported when it is called. The list of commands is read from the files as text, so that it costs no import.
Files whose name begins with an underscore are no verbs.
"""

import ast
import copy
import importlib
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, get_origin

import click
from click.core import ParameterSource
from msgspec import Struct

from cleanclaim.cli.call import Call, this_call
from cleanclaim.cli.options import Quiet
from cleanclaim.cli.terminal import paged_output
from cleanclaim.cli.writing import check_outputs

SECTIONS = ("Code and review", "Claims", "Remittances", "Money", "Compliance", "Look up", "Other programs", "Set up")
"""The headings of the list of commands, in their order."""


class VerbSummary(Struct, frozen=True):
    """What the list of commands needs of a verb, without importing it."""

    help: str
    section: str


class VerbGroup(click.Group):
    """The verbs of a package: its files, and its folders as groups of their own."""

    def __init__(self, package: str, folder: Path, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.package = package
        self.files = dict(_verbs(folder))
        self.headers: dict[str, VerbSummary] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The verbs by name."""
        return sorted(self.files)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The verb of a name; None where there is none."""
        if cmd_name not in self.files:
            return None
        path = self.files[cmd_name]
        module = f"{self.package}.{path.parent.name if path.name == '__init__.py' else path.stem}"
        if path.name == "__init__.py":
            return VerbGroup(module, path.parent, name=cmd_name, help=self.header(cmd_name).help)
        verb = importlib.import_module(module)
        command = _command(cmd_name, verb.run, verb.__doc__ or "", getattr(verb, "EXAMPLES", ()))
        command.reads_project = getattr(verb, "READS_PROJECT", True)
        command.writes_together = getattr(verb, "WRITES_TOGETHER", False)
        return command

    def header(self, name: str) -> VerbSummary:
        """What is to be listed of a verb, read from its file."""
        if name not in self.headers:
            self.headers[name] = _header(self.files[name])
        return self.headers[name]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs under their headings, each with the first sentence of its help."""
        for section in (*SECTIONS, ""):
            listed = [name for name in self.list_commands(ctx) if self.header(name).section == section]
            if listed:
                with formatter.section(section or "Commands"):
                    formatter.write_dl([(name, _first_sentence(self.header(name).help)) for name in listed])


def _first_sentence(text: str) -> str:
    """The first sentence of a help text, whole."""
    return click.Command(None, help=text).get_short_help_str(limit=len(text) + 1)


def _verbs(folder: Path) -> Iterator[tuple[str, Path]]:
    """The verbs of a folder: `import_.py` is `import`, `side_by_side.py` would be `side-by-side`."""
    for path in folder.iterdir():
        file = path / "__init__.py" if path.is_dir() else path
        if not path.name.startswith("_") and file.suffix == ".py" and file.is_file():
            yield path.stem.rstrip("_").replace("_", "-"), file


def _header(path: Path) -> VerbSummary:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    sections = (
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "SECTION"
    )
    return VerbSummary(ast.get_docstring(tree) or "", next(sections, ""))


def _command(name: str, run: Callable[..., int], text: str, examples: Sequence[str]) -> "Verb":
    """The click command of a verb: its options are those that the parameters of `run` are annotated with."""
    takes = {one.name: one.annotation for one in inspect.signature(run).parameters.values()}
    written = [option for parameter, kind in takes.items() for option in _options(parameter, kind)]

    def call(**values: Any) -> int:
        this_call().verb = click.get_current_context().command
        check_outputs(written, values)
        inputs = {parameter: _value(parameter, kind, values) for parameter, kind in takes.items()}
        with paged_output() if values.get("format") == "table" else nullcontext():
            return run(**inputs)

    quiet = [Quiet] if any(option.name == "format" for option in written) else []
    help_text = inspect.cleandoc(text)
    return Verb(name, params=[*written, *quiet], callback=call, help=help_text, examples=examples)


class Verb(click.Command):
    """A command with calls that show how it is used; its options the project file may say, where nobody else does.

    A verb with `READS_PROJECT = False` looks at no project, or at all of it by itself.
    """

    reads_project = True
    writes_together = False

    def __init__(self, *arguments: Any, examples: Sequence[str], **attributes: Any) -> None:
        super().__init__(*arguments, **attributes)
        self.examples = tuple(examples)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """The examples, each on a line of its own."""
        if not self.examples:
            return
        with formatter.section("Examples"):
            for one in self.examples:
                formatter.write(f"{'':>{formatter.current_indent}}{one}\n")

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context with what the command line and the project say. Raises UserError where the project is wrong."""
        if parent is not None and (files := self._projects_among(args)):
            return self._for_projects(files, info_name, args, parent)
        wanted = self.reads_project and not _asks_for_help(args)
        project = parent.ensure_object(Call).project if parent and wanted else None
        if parent is None or project is None:
            return super().make_context(info_name, args, parent, **extra)
        from cleanclaim.cli.project_options import place_of, project_defaults

        command = [*_words(parent), info_name or ""]
        verbs = getattr(parent.find_root().command, "files", {})
        extra["default_map"] = project_defaults(project, command, self.params, verbs)
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.BadParameter as wrong:
            if wrong.ctx is None or wrong.param is None or not _is_of_project(wrong.ctx, wrong.param):
                raise
            remedy = f"Correct it there, or give it on the command line of `cleanclaim {' '.join(command)}`."
            raise project.error(place_of(project, command, wrong.param), wrong.message, remedy) from None

    def _projects_among(self, args: list[str]) -> list[str]:
        """The project files that stand where a file of visits would; none where there are none."""
        if not any(word.endswith(".toml") for word in args) or _asks_for_help(args):
            return []
        from cleanclaim.cli.options import VisitsArgument
        from cleanclaim.cli.several_projects import are_projects

        if not any(isinstance(one, VisitsArgument) for one in self.params):
            return []
        context = click.Context(self, allow_extra_args=True, resilient_parsing=True)
        values, extra, _order = self.make_parser(context).parse_args(list(args))
        named = [values.get(one.name or "") for one in self.params if isinstance(one, click.Argument)]
        words = [word for one in named for word in (one if isinstance(one, tuple) else [one])]
        files = [str(word) for word in (*words, *extra) if isinstance(word, str)]
        return files if are_projects(files) else []

    def _output_among(self, args: Sequence[str]) -> Path | None:
        """The file to write that the command line names."""
        context = click.Context(self, allow_extra_args=True, resilient_parsing=True)
        values, _, _ = self.make_parser(context).parse_args(list(args))
        named = values.get("output")
        return Path(named) if isinstance(named, str) else None

    def _for_projects(
        self, files: Sequence[str], info_name: str | None, args: Sequence[str], parent: click.Context
    ) -> click.Context:
        """The context of a command that runs this one for each project."""
        from cleanclaim.cli.several_projects import Together, run_projects

        rest = list(args)
        for file in files:
            rest.reverse()
            rest.remove(file)
            rest.reverse()

        def run() -> int:
            context = self.make_context(info_name, list(rest), parent)
            with context:
                code: int = self.invoke(context)
                return code

        def run_all() -> int:
            as_json = "--format=json" in rest or ("--format", "json") in pairwise(rest)
            calling = parent.ensure_object(Call)
            output = self._output_among(args)
            if output is not None and len(files) > 1:
                with Together(calling, output, files, writes=self.writes_together) as together:
                    return run_projects(files, calling, run, as_json=as_json, together=together)
            return run_projects(files, calling, run, as_json=as_json)

        return click.Command(self.name, callback=run_all).make_context(info_name, [], parent)


def _asks_for_help(args: Sequence[str]) -> bool:
    return any(word in ("-h", "--help") for word in args)


def _words(context: click.Context) -> list[str]:
    """The groups that lead to a command, the program itself left out."""
    return [*_words(context.parent), context.info_name or ""] if context.parent else []


def _is_of_project(context: click.Context, parameter: click.Parameter) -> bool:
    return context.get_parameter_source(parameter.name or "") is ParameterSource.DEFAULT_MAP


def _options(name: str, kind: Any) -> Iterator[click.Parameter]:
    """How a parameter is written on the command line; of a class, how each of its fields is."""
    for field, written in _fields(name, kind).items():
        for one in written.__metadata__:
            if isinstance(one, click.Parameter):
                option = copy.copy(one)
                option.name = field
                yield option


def _value(name: str, kind: Any, values: Mapping[str, Any]) -> Any:
    fields = {field: values[field] for field in _fields(name, kind)}
    return fields[name] if get_origin(kind) is Annotated else kind(**fields)


def _fields(name: str, kind: Any) -> dict[str, Any]:
    """The annotated fields of a class, those of its base classes first; of anything else, itself."""
    if get_origin(kind) is Annotated:
        return {name: kind}
    annotations = [item for base in reversed(kind.__mro__) for item in vars(base).get("__annotations__", {}).items()]
    return {field: annotation for field, annotation in annotations if get_origin(annotation) is Annotated}
