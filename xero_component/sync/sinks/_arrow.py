"""Rows as columns of Arrow, exactly: what DuckDB and Parquet take without a detour."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import lru_cache
from typing import Any

from xero_component.sync.flatten import Values
from xero_component.sync.schema import Column, Type
from xero_component.sync.sinks._libraries import library
from xero_component.sync.values import MISFIT, Fit, Fits, fits

PRECISION, SCALE = 38, 12
"""Digits of an amount, and how many of them stand behind the point."""
_LAST_DIGIT = Decimal((0, (1,), -SCALE))
_EXACT = Context(prec=PRECISION, traps=[Inexact, InvalidOperation])
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAYS_KEPT = 4096


def columnar_fits() -> Fits:
    """Return what turns values into those of `arrow_table`, or into `MISFIT`, by type."""
    arrow = library("pyarrow", extra="parquet", what="Arrow")
    kind = arrow.decimal128(PRECISION, SCALE)

    def amounts(values: Values) -> Any:
        """Make a column of amounts; Arrow takes no other values, and none that it would round."""
        try:
            return arrow.array(values, type=kind)
        except arrow.ArrowException:
            return None

    each: dict[Type, Fit] = {Type.DECIMAL: _decimal, Type.DATE: _day, Type.INSTANT: _moment}
    return fits(each, {Type.DECIMAL: amounts})


def _decimal(amount: Decimal) -> Any:
    """Pass an amount on whose digits all have a place."""
    try:
        return amount.quantize(_LAST_DIGIT, context=_EXACT)
    except ArithmeticError:
        return MISFIT


@lru_cache(_DAYS_KEPT)
def _day(text: str) -> Any:
    """Return days since 1970: what Arrow keeps of one."""
    try:
        return date.fromisoformat(text).toordinal() - _EPOCH.toordinal()
    except ValueError:
        return MISFIT


def _moment(text: str) -> Any:
    """Return microseconds since 1970: what Arrow keeps of a moment."""
    try:
        return (datetime.fromisoformat(text) - _EPOCH) // _MICROSECOND
    except ValueError:
        return MISFIT


def arrow_types() -> Mapping[Type, Any]:
    """Return the type of Arrow for each of ours."""
    arrow = library("pyarrow", extra="parquet", what="Arrow")
    return {
        Type.TEXT: arrow.string(),
        Type.DECIMAL: arrow.decimal128(PRECISION, SCALE),
        Type.INTEGER: arrow.int64(),
        Type.BOOLEAN: arrow.bool_(),
        Type.DATE: arrow.date32(),
        Type.INSTANT: arrow.timestamp("us", "UTC"),
        Type.JSON: arrow.string(),
    }


def arrow_table(
    columns: Sequence[Column], values: Sequence[Values], types: Mapping[Type, Any]
) -> Any:
    """Return the values of columns as a table of Arrow; without any, an empty one."""
    arrow = library("pyarrow", extra="parquet", what="Arrow")
    fields = [arrow.field(column.name, types[column.type]) for column in columns]
    read: Callable[..., Any] = arrow.array
    there = values or [()] * len(columns)
    arrays = [
        one if isinstance(one, arrow.Array) else read(one, type=field.type)
        for one, field in zip(there, fields, strict=True)
    ]
    return arrow.Table.from_arrays(arrays, schema=arrow.schema(fields))


def behind_nothing(values: Values, count: int) -> Values:
    """Put so many empty values before those of a column, whether it is Arrow's or not yet."""
    if isinstance(values, list):
        return [None] * count + values
    arrow = library("pyarrow", extra="parquet", what="Arrow")
    joined: Values = arrow.concat_arrays([arrow.nulls(count, values.type), values])  # type: ignore[attr-defined]  # Arrow's
    return joined
