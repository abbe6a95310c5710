"""Read Xero's `where` and `order` parameters and apply them to records.

https://developer.xero.com/documentation/api/accounting/requests-and-responses
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache, partial
from operator import eq, ge, gt, le, lt, ne
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

from lark import Lark, Token, Transformer
from lark.exceptions import LarkError

Record: TypeAlias = Mapping[str, Any]
Value: TypeAlias = Any
"""What a field holds: Decimal, date, datetime, str, bool, None, a nested mapping or a list."""
Evaluate: TypeAlias = Callable[[Record], Value]

DEEPEST_NESTING = 100
"""How many brackets, negations or members may enclose one another."""

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": eq, "=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip
_ACCENT_BLIND = frozenset({"name", "emailaddress", "accountnumber"})


class QueryParseError(ValueError):
    """A `where` or `order` parameter that Xero answers with a QueryParseException."""


@dataclass(frozen=True, slots=True)
class _Node:
    """A piece of the expression: how to work out its value, and how deep it is."""

    evaluate: Evaluate
    depth: int = 1
    path: tuple[str, ...] = ()
    """Names of the property that this piece reads, when it does nothing else."""


def parse_where(text: str, fields: Collection[str] | None = None) -> Callable[[Record], bool]:
    """Turn a filter into a test of one record; blank text lets every record through.

    `fields` names the top-level properties that exist; without it a missing one reads as null.
    Raises QueryParseError, and so does the test when it compares values of different types.
    """
    if not text.strip():
        return lambda _record: True
    node = _parse(text, "filter", fields)

    def test(record: Record) -> bool:
        return _truth(node.evaluate(record))

    return test


def parse_order(
    text: str, fields: Collection[str] | None = None
) -> Callable[[Sequence[Record]], list[Record]]:
    """Turn `Date DESC, InvoiceNumber` into a stable sort in which null is the least value.

    Raises QueryParseError, and so does the sort when values cannot be compared.
    """
    keys = _parse(text, "ordering", fields) if text.strip() else []

    def arrange(records: Sequence[Record]) -> list[Record]:
        arranged = list(records)
        for path, descending in reversed(keys):
            try:
                arranged.sort(key=partial(_sort_key, path), reverse=descending)
            except TypeError:
                raise QueryParseError(f"Records cannot be ordered by '{'.'.join(path)}'") from None
        return arranged

    return arrange


@cache
def _grammar() -> str:
    return Path(__file__).with_name("where.lark").read_text(encoding="utf-8")


@cache
def _parser(start: str, fields: frozenset[str] | None) -> Lark:
    return Lark(_grammar(), parser="lalr", start=start, transformer=_Compiler(fields))


def _parse(text: str, start: str, fields: Collection[str] | None) -> Value:
    known = None if fields is None else frozenset(name.lower() for name in fields)
    try:
        return _parser(start, known).parse(text)
    except LarkError as error:
        where = getattr(error, "column", None)
        at = f" (at index {where - 1})" if isinstance(where, int) and where > 0 else ""
        raise QueryParseError(f"Syntax error{at}") from None


class _Compiler(Transformer[Token, Any]):
    """Build the closures of an expression while the parser reads it, without recursion."""

    def __init__(self, fields: frozenset[str] | None) -> None:
        super().__init__()
        self._fields = fields

    def filter(self, children: list[_Node]) -> _Node:
        return children[0]

    def ordering(self, children: list[Any]) -> list[Any]:
        return children

    def sort_key(self, children: list[Any]) -> tuple[tuple[str, ...], bool]:
        *names, direction = children
        self._check(names[0])
        return tuple(map(str, names)), bool(direction) and direction.lower().startswith("desc")

    def disjunction(self, children: list[_Node]) -> _Node:
        parts = [child.evaluate for child in children]
        return _deeper(lambda record: any(_truth(part(record)) for part in parts), *children)

    def conjunction(self, children: list[_Node]) -> _Node:
        parts = [child.evaluate for child in children]
        return _deeper(lambda record: all(_truth(part(record)) for part in parts), *children)

    def negate(self, children: list[_Node]) -> _Node:
        inner = children[0].evaluate
        return _deeper(lambda record: not _truth(inner(record)), *children)

    def compare(self, children: list[Any]) -> _Node:
        left, symbol, right = children
        names = {path[-1].lower() for path in (left.path, right.path) if path}
        fold = _without_accents if names & _ACCENT_BLIND else str.casefold
        return _deeper(
            lambda record: _compare(symbol, left.evaluate(record), right.evaluate(record), fold),
            left,
            right,
        )

    def property(self, children: list[Token]) -> _Node:
        name = str(children[0])
        self._check(name)
        return _Node(lambda record: _get(record, name), path=(name,))

    def member(self, children: list[Any]) -> _Node:
        owner, name = children[0], str(children[1])
        if not owner.path:
            raise QueryParseError(f"No property or field '{name}' exists on that value")
        return _deeper(
            lambda record: _get(owner.evaluate(record), name), owner, path=(*owner.path, name)
        )

    def method(self, children: list[Any]) -> _Node:
        owner, name, arguments = children
        try:
            wanted, apply = _METHODS[name.lower()]
        except KeyError:
            raise QueryParseError(f"No applicable method '{name}' exists") from None
        if len(arguments) != wanted:
            raise QueryParseError(f"Method '{name}' takes {wanted} argument(s)")
        parts = [owner.evaluate, *(argument.evaluate for argument in arguments)]
        return _deeper(lambda record: apply([part(record) for part in parts]), owner, *arguments)

    def function(self, children: list[Any]) -> _Node:
        name, arguments = children
        values = [argument.evaluate({}) for argument in arguments if not argument.path]
        if len(values) != len(arguments) or name.lower() not in _FUNCTIONS:
            raise QueryParseError(f"No applicable function '{name}' exists")
        value = _FUNCTIONS[name.lower()](values)
        return _Node(lambda _record: value)

    def arguments(self, children: list[Any]) -> list[_Node]:
        return [child for child in children if child is not None]

    def string(self, children: list[Token]) -> _Node:
        value = re.sub(r'\\(["\\])|""', lambda match: match[1] or '"', children[0][1:-1])
        return _Node(lambda _record: value)

    def number(self, children: list[Token]) -> _Node:
        value = Decimal(children[0])
        return _Node(lambda _record: value)

    def true(self, _children: list[Token]) -> _Node:
        return _Node(lambda _record: True)

    def false(self, _children: list[Token]) -> _Node:
        return _Node(lambda _record: False)

    def null(self, _children: list[Token]) -> _Node:
        return _Node(lambda _record: None)

    def _check(self, name: str) -> None:
        if self._fields is not None and name.lower() not in self._fields:
            raise QueryParseError(f"No property or field '{name}' exists in this type")


def _deeper(evaluate: Evaluate, *parts: _Node, path: tuple[str, ...] = ()) -> _Node:
    depth = 1 + max(part.depth for part in parts)
    if depth > DEEPEST_NESTING:
        raise QueryParseError(f"The expression is nested more than {DEEPEST_NESTING} deep")
    return _Node(evaluate, depth, path)


def _get(record: Value, name: str) -> Value:
    if record is None:
        return None
    if not isinstance(record, Mapping):
        raise QueryParseError(f"No property or field '{name}' exists in type '{_kind(record)}'")
    if name in record:
        return record[name]
    wanted = name.lower()
    return next((record[key] for key in record if key.lower() == wanted), None)


def _truth(value: Value) -> bool:
    if value is None:
        return False
    if not isinstance(value, bool):
        raise QueryParseError(f"Expression of type 'Boolean' expected, not '{_kind(value)}'")
    return value


def _compare(symbol: str, left: Value, right: Value, fold: Callable[[str], str]) -> bool:
    if left is None or right is None:
        same = left is right
        return same if symbol in ("==", "=") else symbol == "!=" and not same
    kinds = _kind(left), _kind(right)
    ordered = kinds[0] not in ("Boolean", "Object") or symbol in ("==", "=", "!=")
    if kinds[0] != kinds[1] or not ordered or kinds[0] == "Object":
        raise QueryParseError(
            f"Operator '{symbol}' incompatible with operand types '{kinds[0]}' and '{kinds[1]}'"
        )
    return _OPERATORS[symbol](_plain(left, fold), _plain(right, fold))


def _kind(value: Value) -> str:
    match value:
        case bool():
            return "Boolean"
        case str() | UUID():
            return "String"
        case int() | Decimal():
            return "Decimal"
        case date():
            return "DateTime"
    return "Object"


def _plain(value: Value, fold: Callable[[str], str]) -> Value:
    """Bring a value to the form in which values of its kind compare."""
    match value:
        case str() | UUID():
            return fold(str(value))
        case datetime():
            return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        case date():
            return datetime.combine(value, time())
    return value


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _sort_key(path: tuple[str, ...], record: Record) -> tuple[bool, Any]:
    value: Any = record
    for name in path:
        value = _get(value, name)
    if value is not None and _kind(value) == "Object":
        raise QueryParseError(f"Records cannot be ordered by '{'.'.join(path)}'")
    return value is not None, _plain(value, str.casefold)


def _text_test(test: Callable[[str, str], bool]) -> Callable[[list[Any]], Any]:
    def apply(values: list[Any]) -> bool:
        if None in values:
            return False
        return test(*_texts(values))

    return apply


def _text_change(change: Callable[[str], str]) -> Callable[[list[Any]], Any]:
    def apply(values: list[Any]) -> str | None:
        return None if values[0] is None else change(*_texts(values))

    return apply


def _texts(values: list[Any]) -> list[str]:
    for value in values:
        if _kind(value) != "String":
            raise QueryParseError(f"No applicable method exists in type '{_kind(value)}'")
    return [str(value) for value in values]


_METHODS: dict[str, tuple[int, Callable[[list[Any]], Any]]] = {
    "contains": (1, _text_test(str.__contains__)),
    "startswith": (1, _text_test(lambda text, start: text.startswith(start))),
    "endswith": (1, _text_test(lambda text, end: text.endswith(end))),
    "tolower": (0, _text_change(str.lower)),
    "toupper": (0, _text_change(str.upper)),
}


def _date_time(values: list[Any]) -> datetime:
    try:
        year, month, day, *clock = map(int, values)
        if len(clock) not in (0, 3) or any(int(value) != value for value in values):
            raise ValueError
        hour, minute, second = clock or (0, 0, 0)
        return datetime.combine(date(year, month, day), time(hour, minute, second))
    except (TypeError, ValueError, ArithmeticError):
        raise QueryParseError(
            "DateTime takes a year, month, day [, hour, minute, second]"
        ) from None


def _guid(values: list[Any]) -> str:
    try:
        (text,) = values
        return str(UUID(text))
    except (TypeError, ValueError, AttributeError):
        raise QueryParseError("Guid should contain 32 digits with 4 dashes") from None


_FUNCTIONS: dict[str, Callable[[list[Any]], Any]] = {"datetime": _date_time, "guid": _guid}
