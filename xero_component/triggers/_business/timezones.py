"""The day where an organisation is. Xero names time zones as Windows does, without blanks.

https://developer.xero.com/documentation/api/accounting/organisation
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.api.sources import ListSource
from xero_component.catalogue.objects import ORGANISATION
from xero_component.errors import UnavailableError

_WITHDRAWN = {
    "KAMCHATKASTANDARDTIME": "Asia/Kamchatka",
    "MIDATLANTICSTANDARDTIME": "Atlantic/South_Georgia",
}
"""Zones that Windows no longer lists, and Xero still does."""


@dataclass(frozen=True, slots=True)
class Today:
    """What time it is in Xero, and where the organisation is."""

    moment: datetime
    zone: str
    """IANA name."""
    note: str | None = None

    @property
    def day(self) -> date:
        """The day that it is there."""
        return day_in(self.zone, self.moment)


async def today_of(xero: XeroClient) -> Today:
    """Ask Xero what time it is, and where the organisation is."""
    page = await ListSource(xero, ORGANISATION).fetch_read(Query())
    record: Mapping[str, Any] = page.records[0] if page.records else {}
    name = str(record.get("Timezone") or "")
    zone = zone_of(name)
    note = None
    if zone is None:
        note = (
            f"The organisation's time zone {name[:80]!r} is not known; its days are taken as UTC's."
        )
    return Today(known_moment(page.served_at), zone or "UTC", note)


def known_moment(served_at: datetime | None) -> datetime:
    """Return Xero's own time; raise `UnavailableError` for an answer that does not tell it."""
    if served_at is None:
        raise UnavailableError("Xero's answer does not say what time it is.")
    return served_at


def zone_of(name: str) -> str | None:
    """Return the IANA name of a time zone of Xero's; None for one that is not known here."""
    zone = _zones().get(_folded(name))
    try:
        return ZoneInfo(zone).key if zone else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def day_in(zone: str, moment: datetime) -> date:
    """Return which day it is in a time zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


@cache
def _zones() -> dict[str, str]:
    from tzlocal.windows_tz import win_tz

    return {**_WITHDRAWN, **{_folded(name): zone for name, zone in win_tz.items()}}


def _folded(name: str) -> str:
    return re.sub(r"[ .\-]", "", name).upper()
