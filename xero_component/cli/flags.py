"""The inputs of an action as flags: `invoice_id` is `--invoice-id`; what is not given is absent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from inspect import Parameter
from typing import Annotated, Any

import typer

from xero_component.cli.values import Reading, reading_of
from xero_component.core import Action
from xero_component.core.manifest import inputs_of

OWN_FLAGS = frozenset(
    {"connection", "input", "json", "dry_run", "run_id", "step_id", "output", "help"}
)
"""Options of every action; an input of the same name gets the prefix `input-`."""

_METAVARS = {
    "integer": "NUMBER",
    "decimal": "NUMBER",
    "date": "YYYY-MM-DD",
    "datetime": "MOMENT",
    "file": "@PATH",
    "files": "JSON",
    "json": "JSON",
    "list": "A,B,…",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One input of an action on the command line."""

    field: str
    option: str
    """How it is written, such as `--invoice-id`; for a yes-or-no input with its opposite."""
    kind: str
    """The input's type in the manifest."""
    metavar: str
    help: str
    required: bool
    label: str
    example: str
    reading: Reading

    def read(self, text: str) -> Any:
        """Turn what was typed into a value; raise `InputError` that names the flag."""
        return self.reading(self.option, text)


def flags_of(action: Action[Any, Any, Any]) -> list[Flag]:
    """Return an action's inputs in the order of its form."""
    properties = action.input.model_json_schema(by_alias=False).get("properties", {})
    return [_flag(entry, properties[entry["key"]]) for entry in inputs_of(action.input)]


def parameters_of(flags: Iterable[Flag]) -> list[Parameter]:
    """Return the flags as parameters of a typer command; none has a default of its own."""
    return [
        Parameter(
            parameter_name(flag.field),
            Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[_annotation(flag), _option(flag)],
        )
        for flag in flags
    ]


def parameter_name(field: str) -> str:
    """Return the name of a flag's parameter, which none of the command's own can have."""
    return f"input_{field}"


def _annotation(flag: Flag) -> Any:
    return bool | None if flag.kind == "boolean" else str | None


def _option(flag: Flag) -> Any:
    from rich.markup import escape

    return typer.Option(
        flag.option,
        help=escape(f"{flag.help} (required)" if flag.required else flag.help),
        metavar=None if flag.kind == "boolean" else flag.metavar,
        rich_help_panel="Inputs",
        show_default=False,
    )


def _flag(entry: Mapping[str, Any], schema: Mapping[str, Any]) -> Flag:
    field, kind = str(entry["key"]), str(entry["type"])
    name = (f"input_{field}" if field in OWN_FLAGS else field).replace("_", "-")
    choices = [str(choice["value"]) for choice in entry.get("choices", ())]
    texts = [str(entry.get("description") or entry["label"])]
    if choices:
        texts.append(f"One of: {', '.join(choices)}.")
    if "default" in entry:
        texts.append(f"Unless given: {entry['default']}.")
    if kind == "list":
        texts.append("Separate with commas, or give a JSON list.")
    example = entry.get("example")
    return Flag(
        field=field,
        option=f"--{name}/--no-{name}" if kind == "boolean" else f"--{name}",
        kind=kind,
        metavar=_METAVARS.get(kind, "CHOICE" if choices else "TEXT"),
        help=" ".join(texts),
        required=bool(entry["required"]),
        label=str(entry["label"]),
        example="" if example is None else str(example),
        reading=reading_of(kind, schema),
    )
