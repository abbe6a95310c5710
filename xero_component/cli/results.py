"""The outcome of an action on the screen: a table, a record, or the request of a dry run."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import jmespath
import msgspec
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult
from rich.console import Console
from rich.table import Table
from rich.text import Text

from xero_component.api.replies import identifier_of
from xero_component.cli.screen import console, one_line, plain
from xero_component.core import Outcome, PlannedRequest, present
from xero_component.errors import ConfigurationError, InputError

COLUMNS = (
    "InvoiceNumber", "Code", "Name", "name", "tenantName", "FileName", "Type", "Contact.Name",
    "Date", "DueDate", "Status", "Total", "AmountDue", "Amount", "Reference", "ContactStatus",
    "EmailAddress", "Description", "Quantity", "UnitAmount", "DiscountRate", "TaxType",
    "TaxAmount", "LineAmount", "Details", "MimeType", "ContentLength", "CurrencyCode",
)  # fmt: skip
"""What a list shows of its records, where they have it, in this order."""

WIDEST_LIST = 9
"""Columns in a table, the id not counted."""


def json_of(outcome: Outcome[Any]) -> bytes:
    """Return the result as indented JSON with exact numbers, and bytes as Base64."""
    return msgspec.json.format(present(outcome), indent=2) + b"\n"


def compiled(expression: str) -> ParsedResult:
    """Read a JMESPath expression; raise `InputError` that shows where it is wrong."""
    try:
        return jmespath.compile(expression)
    except JMESPathError as error:
        raise InputError(f"--query: {' '.join(str(error).split())}.") from None


def part_of(outcome: Outcome[Any], expression: str) -> bytes:
    """Return what a JMESPath expression finds in the result, as indented JSON.

    When it fails on the result, that is shown whole, and `ConfigurationError` raised.
    """
    try:
        found = compiled(expression).search(outcome.output)
    except JMESPathError as error:
        show(outcome)
        raise ConfigurationError(
            f"The action was done, but --query failed: {' '.join(str(error).split())}.",
            advice="Its result is shown whole instead.",
        ) from None
    return json_of(Outcome(found))


def bytes_of(outcome: Outcome[Any]) -> bytes:
    """Return the bytes that the result holds, such as an attachment; otherwise its JSON."""
    output = outcome.output
    held = output.values() if isinstance(output, Mapping) else ()
    found = next((value for value in held if isinstance(value, bytes)), None)
    return json_of(outcome) if found is None else found


def show(outcome: Outcome[Any]) -> None:
    """Print a result for a person."""
    screen = console()
    output = outcome.output
    if outcome.planned is not None:
        show_request(screen, outcome.planned)
    elif isinstance(output, Mapping) and isinstance(output.get("records"), list):
        _show_list(screen, output["records"], output.get("paging"))
    elif isinstance(output, Mapping) and isinstance(output.get("results"), list):
        _show_batch(screen, output)
    elif isinstance(output, Mapping):
        show_record(screen, output)
    else:
        screen.print(plain(json_of(outcome).decode()), soft_wrap=True)


def show_request(screen: Console, request: PlannedRequest) -> None:
    """Print the request that a dry run would have sent."""
    screen.print("Nothing was sent. The request would be:\n", soft_wrap=True)
    screen.print(one_line(f"{request.method} {request.url}"), soft_wrap=True)
    for name, value in request.headers.items():
        screen.print(one_line(f"{name}: {value}"), soft_wrap=True)
    if request.body is not None:
        encoded = msgspec.json.Encoder(decimal_format="number").encode(request.body)
        body = request.body if isinstance(request.body, str) else None
        text = body or msgspec.json.format(encoded, indent=2).decode()
        screen.print("\n" + plain(text), soft_wrap=True)


def show_record(screen: Console, record: Mapping[str, Any]) -> None:
    """Print one record: its values by name, then its lists as tables."""
    values = dict(_flat(record))
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in values.items():
        if not _is_list(value):
            table.add_row(one_line(name), cell(value))
    screen.print(table)
    for name, value in values.items():
        if _is_list(value):
            screen.print(f"\n{one_line(name)}", style="bold")
            screen.print(table_of(value))


def table_of(records: Sequence[Mapping[str, Any]]) -> Table:
    """Return a table of the columns that matter most, with the id at the end."""
    rows = [dict(_flat(record)) for record in records]
    table = Table()
    columns = _columns(rows)
    for name in columns:
        numeric = any(_is_number(row.get(name)) for row in rows)
        table.add_column(one_line(name), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(cell(row.get(name)) for name in columns))
    return table


def cell(value: Any) -> Text:
    """Return a value as text, with numbers digit by digit."""
    match value:
        case None:
            text = ""
        case bool():
            text = "yes" if value else "no"
        case Decimal():
            text = format(value, "f")
        case bytes():
            text = f"{len(value):,} bytes (save them with --output FILE)"
        case dict() | list():
            text = msgspec.json.Encoder(decimal_format="number").encode(value).decode()
        case _:
            text = str(value)
    return Text(one_line(text))


def _show_list(screen: Console, records: Sequence[Any], paging: Any) -> None:
    if not records:
        screen.print("No records.")
        return
    screen.print(table_of(records))
    count = f"{len(records)} record{'' if len(records) == 1 else 's'}"
    pages = paging.get("pageCount", 1) if isinstance(paging, Mapping) else 1
    if pages > 1:
        screen.print(
            f"{count} of {paging.get('itemCount')}, page {paging.get('page')} of {pages}."
            " --page chooses a page, --fetch-all reads all.",
            soft_wrap=True,
        )
    else:
        screen.print(f"{count}.")


def _show_batch(screen: Console, output: Mapping[str, Any]) -> None:
    table = Table()
    table.add_column("record", justify="right")
    table.add_column("outcome")
    table.add_column("is", overflow="fold")
    table.add_column("because", overflow="fold")
    for row in output["results"]:
        name = identifier_of(row.get("record") or {}) or ""
        reasons = " ".join(row.get("messages") or ())
        table.add_row(
            str(row["index"]), row["outcome"], Text(one_line(name)), Text(one_line(reasons))
        )
    screen.print(table)
    fates = ("created", "failed", "unknown", "not_sent")
    counts = (f"{output[fate]} {fate.replace('_', ' ')}" for fate in fates if output[fate])
    screen.print(f"{', '.join(counts)}.")
    if stop := output.get("stopped_by"):
        screen.print(f"Stopped: {one_line(stop['message'])}", soft_wrap=True)


def _columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    present_here = [name for row in rows for name, value in row.items() if value not in (None, "")]
    seen = [name for name in dict.fromkeys(present_here) if not _lists(rows, name)]
    chosen = [name for name in COLUMNS if name in seen][:WIDEST_LIST]
    ids = [name for name in seen if name.endswith("ID") or name == "id"]
    if len(chosen) < 2:
        chosen += [name for name in seen if name not in (*chosen, *ids)][:WIDEST_LIST]
    return [*chosen, *ids[:1]] or seen


def _lists(rows: Iterable[Mapping[str, Any]], name: str) -> bool:
    return any(isinstance(row.get(name), list) for row in rows)


def _flat(record: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in record.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        elif value is not None and value != []:
            yield f"{prefix}{name}", value


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(part, Mapping) for part in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, Decimal | int) and not isinstance(value, bool)
