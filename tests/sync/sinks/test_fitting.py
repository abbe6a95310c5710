"""A column that is fitted as a whole holds what its values hold that are fitted one by one."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from xero_component.sync.schema import Type
from xero_component.sync.sinks._arrow import columnar_fits
from xero_component.sync.sinks._sqlite_target import FITS
from xero_component.sync.sinks._texts import text_fits
from xero_component.sync.values import MISFIT, Fits

PLACES: dict[str, Callable[[], Fits]] = {
    "sqlite": lambda: FITS,
    "text": text_fits,
    "arrow": columnar_fits,
}
amounts = st.decimals(allow_nan=False, allow_infinity=False, max_value=10**30, min_value=-(10**30))
odd_amounts = st.sampled_from(
    [
        Decimal(text)
        for text in ("1E+26", "1E-13", "0E-20", "-0", "1E+41", "9" * 45, "0.50000000000000")
    ]
)
days = st.dates().map(str) | st.sampled_from(["2026-02-30", "0000-01-01", "2026-1-1", ""])
others = st.sampled_from(["much", "", 7, True, False, 2**70, [], {}, ["x"], {"a": Decimal(1)}])
usual: dict[Type, st.SearchStrategy[Any]] = {
    Type.TEXT: st.text(),
    Type.DECIMAL: amounts | odd_amounts,
    Type.INTEGER: st.integers(),
    Type.BOOLEAN: st.booleans(),
    Type.DATE: days,
    Type.INSTANT: st.sampled_from(["2026-11-20T08:15:30.123Z", "2026-13-20T08:15:30Z"]),
    Type.JSON: st.dictionaries(st.text(max_size=2), amounts, max_size=2),
}
columns = st.sampled_from(list(Type)).flatmap(
    lambda kind: st.tuples(
        st.just(kind),
        st.lists(st.none() | usual[kind], max_size=12)
        | st.lists(st.none() | usual[kind] | others, max_size=12),
    )
)


@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=60)
@given(column=columns)
@example(column=(Type.DECIMAL, [Decimal("0.1234567890123"), Decimal(1)]))
@example(column=(Type.DECIMAL, [Decimal("1E+1000000"), None]))
@example(column=(Type.DATE, ["2026-02-28", "2026-02-30", "2026-02-28"]))
def test_a_whole_column_holds_what_its_values_hold(place: str, column: tuple[Type, list[Any]]):
    fits = PLACES[place]()
    kind, values = column
    each = [None if value is None else fits[kind](value) for value in values]

    found, misfits = fits.column(kind, values)

    held = found.to_pylist() if hasattr(found, "to_pylist") else list(found)
    assert misfits == sum(value is MISFIT for value in each)
    assert held == [None if value is MISFIT else value for value in each]
    assert [type(one) for one in held] == [
        type(None) if value is MISFIT else type(value) for value in each
    ]
