"""Types of inputs that several actions share: amounts, dates, ids, files and lists of records."""

import base64
import binascii
import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, AliasGenerator, BeforeValidator, ConfigDict, Field
from pydantic import WithJsonSchema as Schema
from pydantic.functional_serializers import PlainSerializer

from xero_component.catalogue.fields import wire_date
from xero_component.core.inputs import ActionInput, Form, label_of
from xero_component.errors import FieldProblem, InputError

_PLAIN_NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(T00:00(:00(\.0+)?)?(Z|[+-]00:00)?)?")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ACRONYMS = {"id": "ID", "ids": "IDs", "utc": "UTC"}
FURTHER = ("additional_fields", "optional_values")
"""The inputs that hold fields under Xero's own names."""


def xero_name(name: str) -> str:
    """Turn a field's name into Xero's: `invoice_id` becomes `InvoiceID`."""
    return "".join(_ACRONYMS.get(word, word[:1].upper() + word[1:]) for word in name.split("_"))


class RecordInput(ActionInput):
    """An action's input whose fields are sent to Xero under Xero's names."""

    model_config = ConfigDict(alias_generator=AliasGenerator(serialization_alias=xero_name))

    def to_xero(self, *, without: set[str] | None = None) -> dict[str, Any]:
        """Return what the user gave, under Xero's names: absent stays absent, null clears.

        `additional_fields` and `optional_values` are merged in. Raises `InputError` when one of
        them is an input as well.
        """
        left_out = {*FURTHER, *(without or ())}
        body = self.model_dump(by_alias=True, exclude_unset=True, exclude=left_out)
        for name in FURTHER:
            body = merged(body, getattr(self, name, None), name)
        return body


def merged(
    body: dict[str, Any], additional: Mapping[str, Any] | None, given_as: str = FURTHER[0]
) -> dict[str, Any]:
    """Add fields that have no input of their own; raise `InputError` when one is there already."""
    doubled = sorted(set(body) & set(additional or ()))
    if doubled:
        problems = [
            FieldProblem(f"{given_as}.{name}", "is given as an input as well") for name in doubled
        ]
        label = label_of(given_as)
        raise InputError(
            f"{label} repeats {', '.join(doubled)}: give each once.", problems=problems
        )
    return {**body, **(additional or {})}


def _number(places: int) -> Callable[[Any], Decimal]:
    def read(value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise ValueError("must be a number such as 12.50")
        text = str(value).strip()
        if isinstance(value, Decimal | float) and _is_writable(value):
            text = f"{Decimal(repr(value)) if isinstance(value, float) else value:f}"
        if not _PLAIN_NUMBER.fullmatch(text):
            raise ValueError("must be a plain number such as 12.50, without exponent or separators")
        number = Decimal(text)
        shown = text.partition(".")[2].rstrip("0")
        if len(shown) > places:
            raise ValueError(
                f"has {len(shown)} decimals; Xero keeps at most {places}: round it first"
            )
        return number

    return read


def _is_writable(value: Decimal | float) -> bool:
    """Tell whether all digits can be written out: a thousand million zeros would fill memory."""
    if isinstance(value, float):
        return math.isfinite(value)
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and -400 < exponent < 400


def _number_schema(places: int) -> Schema:
    digits = rf"^-?\d{{1,15}}(\.\d{{1,{places}}}0*)?$"
    return Schema({"anyOf": [{"type": "number"}, {"type": "string", "pattern": digits}]})


Amount = Annotated[Decimal, BeforeValidator(_number(2)), _number_schema(2), Form(widget="decimal")]
"""An amount of money, to the cent."""

UnitPrice = Annotated[
    Decimal, BeforeValidator(_number(4)), _number_schema(4), Form(widget="decimal")
]
"""A price, quantity or rate, with up to four decimals."""


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    found = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError("must be a date as 2026-12-31 (year-month-day)")
    try:
        return date.fromisoformat(found[1])
    except ValueError:
        raise ValueError(f"{found[1]} is not a day of the calendar") from None


Day = Annotated[
    date,
    BeforeValidator(_day),
    PlainSerializer(wire_date),
    Schema({"type": "string", "format": "date"}),
]
"""A date without time, as 2026-12-31."""


def _moment(value: Any) -> datetime:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            raise ValueError("must be a moment as 2026-12-31T14:30:00Z") from None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    if not isinstance(value, datetime):
        raise ValueError("must be a moment as 2026-12-31T14:30:00Z")
    try:
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    except OverflowError:
        raise ValueError("is not a moment of the calendar in UTC") from None


Moment = Annotated[
    datetime, BeforeValidator(_moment), Schema({"type": "string", "format": "date-time"})
]
"""A moment; without a zone it is UTC."""


def is_guid(text: str) -> bool:
    """Tell an id of Xero from a number or a name."""
    return _GUID.fullmatch(text.strip().lower()) is not None


def _guid(value: str) -> str:
    text = value.strip().lower()
    if not is_guid(text):
        raise ValueError("must be an id such as 297c2dc5-cc47-4afd-8ec8-74990b8761e9")
    return text


Guid = Annotated[str, AfterValidator(_guid)]
"""An id of Xero."""


def _named(value: str) -> str:
    text = value.strip()
    if not text:
        raise ValueError("must not be empty")
    return text


Text = Annotated[str, AfterValidator(_named)]
"""Text that must not be empty."""


def kept(value: Any) -> Any:
    """Refuse null for what a record cannot do without; raise `ValueError`."""
    if value is None:
        raise ValueError("cannot be cleared: leave it out to keep what is there")
    return value


def json_value(value: Any) -> Any:
    """Return a value that JSON can express; raise `ValueError` for any other."""
    if isinstance(value, Mapping):
        inner: Iterable[Any] = value.values()
        if not all(isinstance(name, str) for name in value):
            raise ValueError("has a name that is not text")
    elif isinstance(value, list | tuple):
        inner = value
    elif isinstance(value, float | Decimal) and not math.isfinite(value):
        raise ValueError("holds a number that JSON cannot express (NaN or infinity)")
    elif value is None or isinstance(value, str | bool | int | float | Decimal):
        return value
    else:
        raise ValueError(f"holds a {type(value).__name__}, which JSON cannot express")
    for part in inner:
        json_value(part)
    return value


Json = Annotated[dict[str, Any], AfterValidator(json_value), Form(widget="json")]
"""An object of fields under Xero's names."""


def _file(value: Any) -> bytes:
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    if not isinstance(value, str):
        raise ValueError("must be bytes, or their Base64 text")
    text = re.sub(r"^data:[^,]*;base64,", "", value.strip())
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("must be Base64 when it is text") from None


FileContent = Annotated[
    bytes,
    BeforeValidator(_file),
    Schema({"type": "string", "contentEncoding": "base64"}),
    Form(widget="file"),
]
"""The bytes of a file; Base64 in JSON."""

InvoiceId = Annotated[
    Guid, Form(data_source="invoices"), Field(examples=["2680bcd0-e294-5064-af6c-245ab5b8d079"])
]
ContactId = Annotated[
    Guid, Form(data_source="contacts"), Field(examples=["430fa14a-f945-44d3-9f97-5df5e28441b8"])
]
AccountId = Annotated[
    Guid, Form(data_source="accounts"), Field(examples=["13918178-849a-4823-9a31-57b7eac713d7"])
]
ItemId = Annotated[
    Guid, Form(data_source="items"), Field(examples=["17fed4f0-34ff-526f-a5b0-ef86ffdd8c9a"])
]


def _record(value: str) -> str:
    text = _named(value)
    return text.lower() if is_guid(text) else text


WhichInvoice = Annotated[
    str,
    AfterValidator(_record),
    Form(data_source="invoices"),
    Field(max_length=255, examples=["INV-0001"]),
]
"""An invoice or bill by id or number."""
WhichContact = Annotated[
    str,
    AfterValidator(_record),
    Form(data_source="contacts"),
    Field(max_length=255, examples=["Ridgeway University"]),
]
"""A contact by id, name or contact number."""
WhichPaymentAccount = Annotated[
    str,
    AfterValidator(_record),
    Form(data_source="bank_accounts"),
    Field(max_length=150, examples=["090"]),
]
"""An account that takes payments, by id, code or name."""
AccountCodeChoice = Annotated[str, Form(data_source="account_codes")]
"""Code of an account, with a picker."""
TaxTypeChoice = Annotated[str, Form(data_source="tax_types")]
"""A tax type such as OUTPUT, with a picker."""
CurrencyChoice = Annotated[
    str, Field(pattern=r"^[A-Z]{3}$", examples=["AUD"]), Form(data_source="currencies")
]
"""Code of a currency that the organisation uses, with a picker."""
BrandingThemeId = Annotated[Guid, Form(data_source="branding_themes")]
"""Id of a branding theme, with a picker."""
