"""What an input model IS: strict, frozen, and complete enough to draw a form from."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic.fields import FieldInfo

from xero_component.errors import FieldProblem, InputError

M = TypeVar("M", bound=BaseModel)

ACRONYMS = {"id": "ID", "ids": "IDs", "url": "URL", "utc": "UTC", "pdf": "PDF", "api": "API"}
_BRANCHES = ("function-", "json-or-python[")
"""How pydantic names the branches of a union in the path of an error."""
DEEPEST = 100
"""How many lists and objects may stand inside one another."""
MOST_PROBLEMS = 100
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


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

    @model_validator(mode="before")
    @classmethod
    def _can_be_sent(cls, raw: Any) -> Any:
        reason = _unsendable(raw)
        if reason is not None:
            raise ValueError(reason)
        return raw


class ActionInput(FormModel):
    """Base of an action's input: unknown keys and wrong types fail before anything is sent."""

    example: ClassVar[Mapping[str, Any]] = {}
    """A complete input that works on the sandbox; it is shown in the reference."""


def form_of(info: FieldInfo) -> Form:
    """Return the form hint of a field, also of one that may be null, or an empty one."""
    optional = (item for option in get_args(info.annotation) for item in get_args(option)[1:])
    hints = (item for item in (*info.metadata, *optional) if isinstance(item, Form))
    return next(hints, Form())


def read_input(model: type[M], raw: Mapping[str, Any] | M, *, subject: str) -> M:
    """Validate raw input against a model; raise `InputError` that names every wrong field.

    Of nonsense, which has thousands, it names a hundred.
    """
    if isinstance(raw, model):
        return raw
    if not isinstance(raw, Mapping):
        raise InputError(
            f"The input of {subject} must be an object of named values, not {_kind(raw)}."
        )
    try:
        return model.model_validate(dict(raw))
    except ValidationError as error:
        found = error.errors(include_url=False)
        problems = [_problem(item, model) for item in found[:MOST_PROBLEMS]]
        listed = "; ".join(
            f"{p.field}: {p.message}" if p.field else p.message for p in problems[:10]
        )
        more = f" (and {len(found) - 10} more)" if len(found) > 10 else ""
        raise InputError(
            f"The input of {subject} is not right. {listed}{more}.", problems=problems
        ) from None


def shortened(text: str, longest: int = 80) -> str:
    """Return a name that a user gave, cut so that a message stays readable."""
    return text if len(text) <= longest else f"{text[:longest]}…"


def _problem(item: Any, model: type[BaseModel]) -> FieldProblem:
    loc = [part for part in map(str, item["loc"]) if not part.startswith(_BRANCHES)]
    path = ".".join(shortened(part) for part in loc)
    match item["type"]:
        case "missing":
            text = "is required"
        case "extra_forbidden":
            text = "is not an input" + _nearest(loc[-1], _names_at(model, item["loc"][:-1]))
        case "string_type":
            text = "must be text"
        case "string_too_long" | "too_long" if isinstance(item["input"], str):
            longest = item["ctx"]["max_length"]
            text = f"must have at most {longest} characters, not {len(item['input'])}"
        case "too_long":
            longest, length = item["ctx"]["max_length"], item["ctx"]["actual_length"]
            text = f"must have at most {longest} entries, not {length}"
        case "too_short":
            text = "must not be an empty list: leave it out, or name at least one"
        case _:
            text = re.sub(r"^(Value error|Assertion failed), ", "", item["msg"])
            text = re.sub(r"^Input should be ", "must be ", text)
            text = text[:1].lower() + text[1:] if text[1:2].islower() else text
    return FieldProblem(path, text.rstrip("."))


def _names_at(model: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    """Return the names that an object inside the input takes, as a person may write them."""
    for part in loc:
        if isinstance(part, int):
            continue
        info = model.model_fields.get(part) or _by_alias(model).get(part)
        inner = _model_in(info.annotation) if info else None
        if inner is None:
            return []
        model = inner
    return [*_by_alias(model), *model.model_fields]


def _by_alias(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {info.alias: info for info in model.model_fields.values() if info.alias}


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)


def _nearest(name: str, known: list[str]) -> str:
    from difflib import get_close_matches

    matches = get_close_matches(shortened(name), known, n=1, cutoff=0.6)
    return f"; did you mean {matches[0]}" if matches else ""


def _kind(value: object) -> str:
    return "null" if value is None else type(value).__name__


def _unsendable(raw: Any) -> str | None:
    """Tell what no encoding can send: half a character (a lone surrogate), or endless nesting."""
    waiting: list[tuple[str, int, Any]] = [("", 0, raw)]
    while waiting:
        path, depth, value = waiting.pop()
        if isinstance(value, str):
            if not value.isascii() and _LONE_SURROGATE.search(value):
                return f"{shortened(path) or 'a name'} holds text that is not Unicode"
            continue
        if depth > DEEPEST:
            return f"{shortened(path)} is nested more than {DEEPEST} deep"
        inside: Iterable[tuple[Any, Any]] = ()
        if isinstance(value, Mapping):
            waiting.extend((path, depth, key) for key in value)
            inside = value.items()
        elif isinstance(value, list | tuple):
            inside = enumerate(value)
        for name, item in inside:
            waiting.append((f"{path}.{name}" if path else str(name), depth + 1, item))
    return None
