"""What an input model IS: strict, frozen, and complete enough to draw a form from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo

from xero_component.errors import FieldProblem, InputError

M = TypeVar("M", bound=BaseModel)

ACRONYMS = {"id": "ID", "ids": "IDs", "url": "URL", "utc": "UTC", "pdf": "PDF", "api": "API"}


def label_of(name: str) -> str:
    """Turn a field or action key into its label: `invoice_id` becomes `Invoice ID`."""
    return " ".join(ACRONYMS.get(word, word.capitalize()) for word in name.split("_"))


def _title(name: str, _info: object) -> str:
    return label_of(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a flow builder draws an input, where the type alone does not say it."""

    data_source: str | None = None
    """Key of the data source that offers values."""
    widget: str | None = None
    """Input type in the manifest: `text` for several lines, `file`, `json`, `datetime` …"""
    placeholder: str | None = None
    secret: bool = False


class FormModel(BaseModel):
    """Base of every model that a form is drawn from."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        field_title_generator=_title,
        hide_input_in_errors=True,
    )


class ActionInput(FormModel):
    """Base of an action's input: unknown keys and wrong types fail before anything is sent."""

    example: ClassVar[Mapping[str, Any]] = {}
    """A complete input that works on the sandbox; it is shown in the reference."""


def form_of(info: FieldInfo) -> Form:
    """Return the form hint of a field, or an empty one."""
    return next((item for item in info.metadata if isinstance(item, Form)), Form())


def read_input(model: type[M], raw: Mapping[str, Any] | M, *, subject: str) -> M:
    """Validate raw input against a model; raise `InputError` that names every wrong field."""
    if isinstance(raw, model):
        return raw
    if not isinstance(raw, Mapping):
        raise InputError(
            f"The input of {subject} must be an object of named values, not {_kind(raw)}."
        )
    try:
        return model.model_validate(dict(raw))
    except ValidationError as error:
        known = list(model.model_fields)
        problems = [_problem(item, known) for item in error.errors(include_url=False)]
        listed = "; ".join(
            f"{p.field}: {p.message}" if p.field else p.message for p in problems[:10]
        )
        more = f" (and {len(problems) - 10} more)" if len(problems) > 10 else ""
        raise InputError(
            f"The input of {subject} is not right. {listed}{more}.", problems=problems
        ) from None


def _problem(item: Any, known: list[str]) -> FieldProblem:
    path = ".".join(str(part) for part in item["loc"] if not str(part).startswith("function-"))
    match item["type"]:
        case "missing":
            text = "is required"
        case "extra_forbidden":
            text = "is not an input" + _nearest(str(item["loc"][-1]), known)
        case "string_type":
            text = "must be text"
        case _:
            text = re.sub(r"^(Value error|Assertion failed), ", "", item["msg"])
            text = text[:1].lower() + text[1:] if text[1:2].islower() else text
    return FieldProblem(path, text.rstrip("."))


def _nearest(name: str, known: list[str]) -> str:
    from difflib import get_close_matches

    matches = get_close_matches(name, known, n=1, cutoff=0.6)
    return f"; did you mean {matches[0]}" if matches else ""


def _kind(value: object) -> str:
    return "null" if value is None else type(value).__name__
