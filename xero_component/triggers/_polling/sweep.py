"""Comparing everything: edits that Xero does not date, and records that are gone.

Xero leaves UpdatedDateUTC as it is when, for instance, the due date of a part-paid invoice changes.
https://developer.xero.com/documentation/api/accounting/invoices
"""

from datetime import datetime, timedelta

from xero_component.api.changes import moment_of
from xero_component.api.paging import Query
from xero_component.catalogue.objects import Pages
from xero_component.errors import NotFoundError
from xero_component.triggers._polling.poller import Change, Kind, Poller

MOST_ASKED = 50
"""How many records that are missing from a list are asked for one by one in a sweep."""


def is_due(poller: Poller, now: datetime, every: timedelta | None) -> bool:
    """Tell whether it is time to compare everything, by Xero's clock.

    It always is when what there is has never been noted, as when a poll starts in the past.
    """
    if poller.state.swept_at is None:
        return True
    return every is not None and now - poller.state.swept_at >= every


async def sweep(poller: Poller, now: datetime) -> tuple[list[Change], str | None]:
    """Read the whole list and return what is not as remembered; or say why not all of it is."""
    state, note = poller.state, None
    total = await _total(poller)
    if total is not None and total > state.memory.most:
        state.swept_at = now
        return [], (
            f"There are {total:,} {poller.obj.key}: more than the {state.memory.most:,} that a"
            " trigger can compare. Edits that Xero does not date are not found; a sync finds them."
        )
    found: list[Change] = []
    seen: set[str] = set()
    query = Query(parameters=dict(poller.obj.always))
    async with poller.xero.pages(poller.obj, query) as pages:
        async for page in pages:
            seen.update(row[poller.obj.id_field].lower() for row in page)
            found += await poller.tell(page, swept=True)
    missing = [known for known in state.memory.identifiers() if known not in seen]
    found += await _gone(poller, missing[:MOST_ASKED])
    if len(missing) > MOST_ASKED:
        note = (
            f"{len(missing)} {poller.obj.key} are no longer listed. Xero was asked for"
            f" {MOST_ASKED} of them; the next comparison asks for others."
        )
    state.memory.horizon = None
    state.memory.trim(state.cursor)
    state.swept_at = now
    return found, note


async def _total(poller: Poller) -> int | None:
    """Return how many records there are; None where that takes reading them."""
    if poller.obj.pages is not Pages.NUMBERED:
        return None
    query = Query(page=1, page_size=1, parameters=dict(poller.obj.always))
    return (await poller.source.fetch_read(query)).total


async def _gone(poller: Poller, missing: list[str]) -> list[Change]:
    memory, gone = poller.state.memory, []
    for identifier in missing:
        try:
            row = await poller.xero.get(poller.obj, identifier)
        except NotFoundError:
            memory.drop(identifier)
            gone.append(Change(Kind.DELETED, identifier, None, b"", None, swept=True))
        else:
            said = memory.get(identifier) or b""
            memory.put(identifier, said, moment_of(poller.obj, row))  # behind those not asked for
    return gone
