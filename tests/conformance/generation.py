"""Inputs made from an action's JSON Schema: right ones, and the same with something wrong in them.

What a field should hold is told by its name: ids, codes and names are those of the books, so that
a new action meets records that exist without being listed here.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from xero_component.core import Action
from xero_component.sandbox.accounting.organisation import Organisation

Schema = Mapping[str, Any]
Values = st.SearchStrategy[Any]

NOWHERE = "00000000-0000-4000-8000-00000000dead"
STRANGE_TEXT = (
    "", " ", "\t\n", "0", "null", "Zoë & Söhne", "Größe 🧾", "👩‍👩‍👧‍👦", "شركة الاختبار",
    "\u202eevil\u202c", "e\u0301", "\u00a0", "\ufeff", "\u2028", "a\x00b", "\x1b[31m", "\x7f",
    "'; DROP TABLE--", '"',
    "<script>", "../..", "%2e%2e%2f", "%00", "a/b", "a?b#c", "a;b", "a\r\nX-Injected: 1", "{{7*7}}",
    "=1+1", "-1", "1e999", "NaN", "x" * 256, "界" * 300, "y" * 5000,
)  # fmt: skip
AMOUNTS = (
    0, 1, -1, "0", "0.00", "-0", "0.01", "-0.01", "0.005", "0.0001", "12.50", "19.99", "33.3333",
    "99999.99", "1000000000.00", "9999999999999.99", "99999999999999", "999999999999999.9999",
    0.1, 1.005, 12.5, 1e15, Decimal("7.77"), Decimal("1E+3"), 10**12,
)  # fmt: skip
DAYS = (
    "2026-11-20", "2026-12-20", "2024-02-29", "0001-01-01", "9999-12-31", "1969-12-31",
    "2026-11-20T00:00:00", date(2026, 11, 1), date.min, date.max,
)  # fmt: skip
MOMENTS = (
    "2026-11-20T08:00:00Z", "2026-11-20T08:00:00+13:00", "2026-11-20", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00", datetime(2026, 7, 1),  # noqa: DTZ001 - a user may well give one
)  # fmt: skip
WRONG: tuple[Any, ...] = (
    None, True, False, 0, -1, 10**40, 0.5, float("nan"), float("inf"), Decimal("NaN"),
    Decimal("1E+999999"), "", " ", "x" * 100_000, "\ud800", "9" * 5000, [], {}, [[]], [None],
    {"": {}}, {"a": {"b": [1, {"c": None}]}}, b"\xff\x00", object(), {1: 2}, {"x": object()},
    (1, 2), {3},
    date(2026, 1, 1), timedelta(1), float, "2026-02-30", "not-a-guid", NOWHERE,
)  # fmt: skip
PATHS = (
    "/Organisation", "/Accounts", "/Contacts", "/Invoices", "/Items", "/Payments", "/TaxRates",
    "/Invoices/INV-0001", "/Invoices/INV-0001/Email", "/Invoices/INV-0001/History", "/Nothing",
    "/Invoices/INV-0001/pdf", "/Users", "/Currencies", "/%00", "/a b", "/Contacts/%F0%9F%A7%BE",
)  # fmt: skip


class Generator:
    """Makes inputs for the books as they are now."""

    def __init__(self, organisation: Organisation) -> None:
        self._books = organisation

    def right(self, action: Action[Any, Any, Any]) -> Values:
        """Return inputs that fit the schema; rules between fields may still refuse them."""
        schema = action.input_schema
        example = st.just(dict(action.input.example))
        given = self._object(schema, schema.get("$defs", {}))
        made = st.builds(_over_example, example, given, st.integers(0, 3))
        if "object_type" not in schema["properties"]:
            return made
        return st.builds(self._with_object, made, st.integers(0, 100))

    def _with_object(self, raw: dict[str, Any], lot: int) -> dict[str, Any]:
        """Name a record of the kind that the input speaks of."""
        table = getattr(self._books, str(raw.get("object_type")).lower(), None)
        if table is None or "object_id" not in raw or lot == 0 or not (rows := list(table.all())):
            return raw
        return {**raw, "object_id": rows[lot % len(rows)][table.key]}

    def wrong(self, action: Action[Any, Any, Any]) -> Values:
        """Return inputs in which one or more values are of the wrong kind, missing or unknown."""
        return st.builds(_mutated, self.right(action), st.lists(_MUTATIONS, min_size=1, max_size=3))

    def _value(self, name: str, schema: Schema, known: Mapping[str, Schema]) -> Values:
        if "$ref" in schema:
            return self._value(name, known[schema["$ref"].rpartition("/")[2]], known)
        if options := schema.get("anyOf"):
            return st.one_of(*(self._value(name, option, known) for option in options))
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        if "const" in schema:
            return st.just(schema["const"])
        match schema.get("type"):
            case "null":
                return st.none()
            case "boolean":
                return st.booleans()
            case "integer":
                return st.integers(schema.get("minimum", -3), schema.get("maximum", 10**6))
            case "number":
                return self._number(schema)
            case "array":
                entries = self._value(name.removesuffix("s"), schema.get("items", {}), known)
                return st.lists(entries, min_size=schema.get("minItems", 0), max_size=3)
            case "object":
                return self._object(schema, known)
            case "string":
                return self._text(name, schema)
            case _:
                return _JSON

    def _object(self, schema: Schema, known: Mapping[str, Schema]) -> Values:
        properties: Mapping[str, Schema] = schema.get("properties", {})
        if not properties:
            others = schema.get("additionalProperties")
            values = self._value("", others, known) if isinstance(others, dict) else _JSON
            return st.dictionaries(st.sampled_from(_KEYS), values, max_size=2)
        fields = {name: self._value(name, part, known) for name, part in properties.items()}
        needed = schema.get("required", ())
        return st.builds(
            lambda whole, few: {k: v for k, v in whole.items() if k in needed or k in few},
            st.fixed_dictionaries(fields),
            st.sets(st.sampled_from(sorted(fields)), max_size=6),
        )

    def _number(self, schema: Schema) -> Values:
        if "maximum" in schema:
            return st.floats(schema.get("minimum", 0.001), schema["maximum"])
        return st.one_of(st.sampled_from(AMOUNTS), _CENTS)

    def _text(self, name: str, schema: Schema) -> Values:
        if schema.get("format") == "date":
            return st.one_of(st.sampled_from(DAYS), st.dates().map(date.isoformat))
        if schema.get("format") == "date-time":
            return st.one_of(st.sampled_from(MOMENTS), st.datetimes().map(datetime.isoformat))
        if schema.get("contentEncoding") == "base64":
            return st.binary(min_size=1, max_size=50).map(
                lambda raw: base64.b64encode(raw).decode()
            )
        if "pattern" in schema:
            return st.from_regex(schema["pattern"], fullmatch=True)
        free = st.one_of(st.sampled_from(STRANGE_TEXT), st.text(max_size=40), st.text("ab1 ."))
        if name == "url":
            return _usually(st.sampled_from(PATHS), free)
        held = sorted(self._held(name))
        if not held:
            return free
        known = st.sampled_from(held)
        return _usually(known, free) if _is_id(name) else st.one_of(known, known, _FRESH, free)

    def _held(self, name: str) -> set[str]:
        """Return what the books hold that a field of this name may mean."""
        books, words = self._books, name.lower().replace("_", "")
        found: set[str] = set()
        if _is_id(name):
            tables = [t for word, t in self._tables() if word in words] or [
                table for _, table in self._tables()
            ]
            found |= {str(record[table.key]) for table in tables for record in table.all()}
            found |= {NOWHERE, "INV-0001", "BOOK"}
        elif words.endswith("itemcode"):
            found |= {record["Code"] for record in books.items.all()}
        elif words.endswith("code"):
            found |= {record["Code"] for record in books.accounts.all() if record["Code"]}
        elif words.endswith(("currency", "currencycode")):
            found |= {record["Code"] for record in books.currencies.all()}
        elif words.endswith("taxtype"):
            found |= {record["TaxType"] for record in books.tax_rates.all()}
        elif words.endswith(("name", "contact")):
            found |= {record["Name"] for record in books.contacts.all()} | {"Region"}
        elif words.endswith("option"):
            found |= {"North", "South"}
        elif words.endswith("number"):
            found |= {record["InvoiceNumber"] or "" for record in books.invoices.all()}
        elif words.endswith(("status", "statuse")):
            found |= {"DRAFT", "AUTHORISED", "PAID", "VOIDED", "ACTIVE", "ARCHIVED"}
        elif words == "where":
            found |= {'Status=="ACTIVE"', "Date>DateTime(2026,1,1)", 'Name!=null&&Name!=""', "(("}
        elif words == "order":
            found |= {"UpdatedDateUTC DESC", "Name", "Nothing ASC", "a b c"}
        return found

    def _tables(self) -> Iterator[tuple[str, Any]]:
        books = self._books
        yield "account", books.accounts
        yield "contact", books.contacts
        yield "invoice", books.invoices
        yield "item", books.items
        yield "payment", books.payments
        yield "attachment", books.attachments


def _over_example(example: dict[str, Any], given: dict[str, Any], lot: int) -> dict[str, Any]:
    """Put parts of the example in, so that more of the inputs are carried out.

    Its ids are not taken, as they need not be in the books, nor always the fields of which a second
    record must have others.
    """
    if lot == 0:
        return given
    kept = {name: value for name, value in example.items() if not _is_id(name)}
    return {**given, **kept} if lot == 1 else {**kept, **given}


def _is_id(name: str) -> bool:
    return name.lower().endswith(("id", "ids"))


def _usually(often: Values, seldom: Values) -> Values:
    return st.integers(0, 9).flatmap(lambda number: often if number else seldom)


def _scalars() -> Values:
    return st.one_of(
        st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.sampled_from(STRANGE_TEXT)
    )


_FRESH = st.integers(0, 10**9).map(lambda number: f"N{number}")
"""A name that nothing has yet, and that fits wherever a code does."""
_CENTS = st.decimals(-1000, 10_000, places=2, allow_nan=False).map(str)
_KEYS = (
    "Name", "Status", "Reference", "Contact", "LineItems", "CurrencyRate", "Date", "Phones", "X",
    "é", "ContactPersons", "BrandingThemeID", "x-header", "Accept", "pageSize", "unitdp",
)  # fmt: skip
_JSON: Values = st.recursive(
    _scalars(),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.sampled_from(_KEYS), inner, max_size=2)
    ),
    max_leaves=4,
)
_MUTATIONS = st.tuples(
    st.sampled_from(("replace", "replace", "replace", "drop", "add", "wrap")),
    st.integers(0, 50),
    st.sampled_from(range(len(WRONG))),
)


def _mutated(raw: dict[str, Any], mutations: Sequence[tuple[str, int, int]]) -> dict[str, Any]:
    for kind, place, which in mutations:
        places = list(_places(raw))
        if kind == "add" or not places:
            raw = {**raw, f"unknown_{which}": WRONG[which]}
            continue
        path = places[place % len(places)]
        raw = _changed(raw, path, kind, WRONG[which])
    return raw


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inside: Iterable[tuple[Any, Any]] = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        inside = enumerate(value)
    for name, part in inside:
        yield from _places(part, (*path, name))


def _changed(value: Any, path: tuple[Any, ...], kind: str, wrong: Any) -> Any:
    """Return a copy of a value with another one at a path."""
    name, *rest = path
    copy = dict(value) if isinstance(value, dict) else list(value)
    if rest:
        copy[name] = _changed(copy[name], tuple(rest), kind, wrong)
    elif kind == "drop":
        del copy[name]
    else:
        copy[name] = [copy[name]] if kind == "wrap" else wrong
    return copy
