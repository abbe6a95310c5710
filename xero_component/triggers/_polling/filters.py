"""Conditions on records, written as JMESPath.

https://jmespath.org/specification.html
"""

import warnings
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

Condition = Callable[[Mapping[str, Any]], bool]

LONGEST = 1000
"""Characters of a condition at most."""


def checked(expression: str) -> str:
    """Return an expression that can be read; raise `ValueError` that says what is wrong with it."""
    condition(expression)
    return expression


@lru_cache(maxsize=256)
def condition(expression: str | None) -> Condition:
    """Return the test that an expression stands for; without one, everything passes.

    A record that lacks what the expression works on does not pass.
    """
    if expression is None or not expression.strip():
        return lambda _record: True
    read = reading(expression, "a condition", "Type == 'ACCREC'")
    return lambda record: bool(read(record))


@cache
def reading(expression: str, wanted: str, example: str) -> Callable[[Mapping[str, Any]], Any]:
    """Return what reads an expression from a record: null where the record lacks what it works on.

    Raises `ValueError` that says what is wrong with the expression, what is wanted, and how.
    """
    from jmespath.exceptions import JMESPathError

    try:
        compiled, options = _compiled(expression)
    except (JMESPathError, ValueError, RecursionError) as error:
        reason = (str(error).splitlines() or ["it cannot be read"])[0].rstrip(":.")
        raise ValueError(f"is not {wanted}: {reason}. Write, for instance, {example}") from None

    def read(record: Mapping[str, Any]) -> Any:
        try:
            return compiled.search(record, options)
        except (JMESPathError, TypeError, ValueError, ArithmeticError):
            return None

    return read


def _compiled(expression: str) -> tuple[Any, Any]:
    import jmespath
    from jmespath.parser import ParsedResult

    functions = _functions()
    if len(expression) > LONGEST:
        raise ValueError(f"it has more than {LONGEST} characters")
    with warnings.catch_warnings():  # it warns of `text` without quotes, which it reads
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        parsed = jmespath.compile(expression).parsed
    tree = _exact(parsed, functions.FUNCTION_TABLE)
    return ParsedResult(expression, tree), jmespath.Options(custom_functions=functions)


def _exact(node: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Copy a syntax tree with Decimals for its fractions; raise `ValueError` for a wrong call."""
    if node["type"] == "function_expression":
        _check_call(node["value"], len(node["children"]), known)
    copied = {**node, "children": [_child(child, known) for child in node["children"]]}
    if node["type"] == "literal" and isinstance(node["value"], float):
        copied["value"] = Decimal(repr(node["value"]))
    return copied


def _child(child: Any, known: Mapping[str, Any]) -> Any:
    return _exact(child, known) if isinstance(child, dict) else child


def _check_call(name: str, count: int, known: Mapping[str, Any]) -> None:
    if name not in known:
        raise ValueError(f"there is no function {name}()")
    wanted = known[name]["signature"]
    open_ended = bool(wanted and wanted[-1].get("variadic"))
    if count < len(wanted) or (count > len(wanted) and not open_ended):
        raise ValueError(f"{name}() takes {len(wanted)} arguments, not {count}")


@cache
def _functions() -> Any:
    """Return JMESPath's functions, which take Decimals for the numbers that they are."""
    from jmespath.functions import Functions

    class ExactFunctions(Functions):  # type: ignore[misc]  # jmespath has no types
        def _get_allowed_pytypes(self, types: list[str]) -> tuple[list[str], list[list[str]]]:
            allowed, within = super()._get_allowed_pytypes(types)
            return _with_decimals(allowed), [_with_decimals(names) for names in within]

        def _convert_to_jmespath_type(self, name: str) -> str:
            kind: str = super()._convert_to_jmespath_type("float" if name == "Decimal" else name)
            return kind

    return ExactFunctions()


def _with_decimals(names: Any) -> list[str]:
    return [*names, "Decimal"] if "float" in names else list(names)
