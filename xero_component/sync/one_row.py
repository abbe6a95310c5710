"""Reading one row by its id, whichever API it belongs to.

https://developer.xero.com/documentation/api/accounting/requests-and-responses#get-individual
"""

from typing import Any

from xero_component.api.replies import BrokenReplyError
from xero_component.api.sources import Reader as Client
from xero_component.api.wire import Reply, json_call, path_of
from xero_component.catalogue.record import reader_of
from xero_component.catalogue.xero_object import XeroObject
from xero_component.errors import NotFoundError
from xero_component.sync.api_source import decoded
from xero_component.sync.reading import Row


async def one_row(client: Client, obj: XeroObject[Any], identifier: str) -> Row:
    """Return a row with all that is in it; raises `NotFoundError` where Xero has none."""
    call = json_call(
        "GET",
        path_of(obj.path, identifier),
        api=obj.api,
        query={"unitdp": "4"} if obj.unit_decimals else {},
        scopes=frozenset({obj.read_scope}),
    )

    def parse(reply: Reply) -> Row:
        row = _single(obj, decoded(reply))
        if row is None:
            raise NotFoundError(f"Xero has nothing at {call.label}.", status=reply.status)
        return reader_of(obj.record)(row)

    return await client.send(call, parse)


def _single(obj: XeroObject[Any], body: Any) -> Row | None:
    """Return the one record of a reply, whether or not there is a list around it."""
    rows = body.get(obj.plural) if isinstance(body, dict) else body
    if rows is None and isinstance(body, dict):
        rows = [body.get(obj.single_key) if obj.single_key else body]
    if rows == []:
        return None
    if not isinstance(rows, list) or len(rows) != 1 or not isinstance(rows[0], dict):
        raise BrokenReplyError(f"Xero's answer does not hold one of {obj.plural}")
    return rows[0]
