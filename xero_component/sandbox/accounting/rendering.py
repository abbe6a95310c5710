"""From stored values to Xero's JSON: dates by type, money as exact digits, nulls left out."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import msgspec

from xero_component.sandbox.accounting.money import to_places

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_UNIT_PRICES = frozenset({"UnitAmount", "UnitPrice"})
_PLAIN = frozenset({str, bool, int})
PROVIDER_NAME = "Xero sandbox"


def encode(value: Any) -> bytes:
    """Write JSON, Decimals as numbers with all their digits."""
    return _ENCODER.encode(value)


def milliseconds(moment: date) -> int:
    """Count the milliseconds from 1970 to a moment, or to midnight UTC of a day."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    return (moment - _EPOCH) // _MILLISECOND


def day_string(day: date | None) -> str | None:
    """Write a day the way DateString and DueDateString do."""
    return None if day is None else f"{day.isoformat()}T00:00:00"


def moment_string(moment: datetime) -> str:
    """Write a moment the way UpdatedDateUTCString does."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def render(record: Mapping[str, Any], unit_places: int = 2) -> dict[str, Any]:
    """Turn a record into what is sent; unit prices are rounded to `unit_places` decimals."""
    rendered: dict[str, Any] = {}
    for name, value in record.items():
        if value is None:
            continue
        if type(value) in _PLAIN:
            rendered[name] = value
        elif isinstance(value, Decimal):
            rendered[name] = to_places(value, unit_places) if name in _UNIT_PRICES else value
        elif isinstance(value, date):
            rendered[name] = f"/Date({milliseconds(value)}+0000)/"
        elif isinstance(value, Mapping):
            rendered[name] = render(value, unit_places)
        else:
            rendered[name] = [render(entry, unit_places) for entry in value]
    return rendered


def envelope(
    plural: str,
    records: Iterable[Mapping[str, Any]],
    now: datetime,
    pagination: Mapping[str, int] | None = None,
) -> bytes:
    """Wrap rendered records the way every JSON reply of the Accounting API is wrapped.

    https://developer.xero.com/documentation/api/accounting/requests-and-responses
    """
    body: dict[str, Any] = {
        "Id": str(uuid4()),
        "Status": "OK",
        "ProviderName": PROVIDER_NAME,
        "DateTimeUTC": f"/Date({milliseconds(now)})/",
    }
    if pagination is not None:
        body["pagination"] = pagination
    body[plural] = list(records)
    return encode(body)
