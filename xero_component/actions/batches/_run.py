"""Running a batch, and running it again without sending anything twice."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar, cast

from xero_component.actions.batches._input import BatchInput, PreviousResult
from xero_component.actions.batches._likeness import Likeness, Row, folded
from xero_component.api.batch import Batch, BatchResult, BatchResults, raise_for_problems
from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.api.wire import decode_json, encode_json
from xero_component.catalogue.inputs import RecordInput
from xero_component.catalogue.objects import XeroObject
from xero_component.catalogue.record import reader_of
from xero_component.errors import FieldProblem, InputError

RecordT = TypeVar("RecordT")
InputT = TypeVar("InputT", bound=RecordInput)
Make = Callable[[InputT, str], Awaitable[dict[str, Any]]]
"""From a record's input, and where it stands, to what is sent."""

LONGEST_SENDING = timedelta(minutes=15)
"""How long before it was given up a record was first sent, clocks that differ included."""
SETTLED = timedelta(seconds=60)
"""After this a request that was not answered is no longer at work."""


async def run_batch(
    xero: XeroClient,
    obj: XeroObject[RecordT],
    data: BatchInput[InputT],
    make: Make[InputT],
    alike: Likeness,
) -> BatchResults[RecordT]:
    """Create the records that are not known to be created, and return a result for each.

    Raises `InputError` before anything is sent when a record, or `previous`, is not right, and any
    other error only where it comes before anything was learned.
    """
    carried = {one.index: one for one in data.previous or () if one.outcome == "created"}
    doubtful = [one for one in data.previous or () if one.outcome == "unknown"]
    kept = {index: _exact(obj, one.record) for index, one in carried.items() if one.record}
    _require_same_records(data.records, kept, alike)
    waiting = [index for index in range(len(data.records)) if index not in carried]
    bodies = await _bodies(data.records, waiting, make)
    batch = Batch(xero, obj, bodies, len(data.records))
    for one in carried.values():
        batch.keep(_as_result(one, cast("RecordT | None", kept.get(one.index))))
    if doubtful:
        taken = {row.get(obj.id_field) for row in kept.values()}
        done = await _resolve(batch, doubtful, taken, alike, resend=data.resend_unknown)
        waiting = [index for index in waiting if index not in done]
    await batch.create(waiting)
    return batch.results()


async def _bodies(
    records: Sequence[InputT], indexes: Sequence[int], make: Make[InputT]
) -> dict[int, dict[str, Any]]:
    bodies: dict[int, dict[str, Any]] = {}
    problems: list[FieldProblem] = []
    for index in indexes:
        here = f"records.{index}"
        try:
            bodies[index] = await make(records[index], here)
        except InputError as error:
            found = error.problems or (FieldProblem(here, error.message),)
            problems.extend(_placed(one, here) for one in found)
    raise_for_problems(problems)
    return bodies


def _placed(problem: FieldProblem, here: str) -> FieldProblem:
    if problem.field == here or problem.field.startswith(f"{here}."):
        return problem
    return FieldProblem(f"{here}.{problem.field}", problem.message)


def _require_same_records(
    records: Sequence[RecordInput], kept: Mapping[int, Row], alike: Likeness
) -> None:
    problems = []
    for index, row in kept.items():
        given = records[index].model_dump(
            by_alias=True, exclude_none=True, include=set(alike.marks)
        )
        for name, value in given.items():
            if row.get(name) is not None and not _same(value, row[name]):
                text = f"is of another record: {name} is {row[name]} there and {value} here"
                problems.append(FieldProblem(f"previous.{index}", text))
    raise_for_problems(problems)


def _same(given: Any, saved: Any) -> bool:
    if isinstance(given, Decimal):
        return bool(given == saved)
    return folded(given) == folded(saved)


async def _resolve(
    batch: Batch[Any],
    doubtful: Sequence[PreviousResult],
    taken: set[Any],
    alike: Likeness,
    *,
    resend: bool,
) -> set[int]:
    """Look for records that an earlier run may have created; return those not to be sent."""
    named = [one for one in doubtful if alike.named(batch.bodies[one.index])]
    groups = await _recent(batch, named, taken, alike) if named else {}
    open_ones: list[tuple[PreviousResult, str]] = [
        (one, "nothing in it (number, reference) tells it from others")
        for one in doubtful
        if one not in named
    ]
    done: set[int] = set()
    missing: list[PreviousResult] = []
    for one in named:
        sent = batch.bodies[one.index]
        rows = groups.get(alike.group(sent), [])
        found = next((row for row in rows if _is_it(alike, sent, row)), None)
        if found is None:
            missing.append(one)
            continue
        rows.remove(found)
        done.add(one.index)
        batch.settle(one.index, found, "Found in Xero: the earlier run had created it.")
    for one in missing:
        sent = batch.bodies[one.index]
        if any(alike.resembles(sent, row) for row in groups.get(alike.group(sent), [])):
            open_ones.append((one, "Xero has one like it that differs in date, account or lines"))
    for one, why in open_ones:
        said = f"Not sent again: {why}. Look in Xero, or run again with resend_unknown."
        batch.keep({**_as_result(one, None), "messages": [said]})
        if not resend:
            done.add(one.index)
    return done


def _is_it(alike: Likeness, sent: Row, row: Row) -> bool:
    return alike.resembles(sent, row) and alike.equals(sent, row)


async def _recent(
    batch: Batch[Any], doubtful: Sequence[PreviousResult], taken: set[Any], alike: Likeness
) -> dict[Hashable, list[Row]]:
    """Return what was changed in Xero since the first of them was sent, but for what is taken."""
    moments = [one.unknown_since for one in doubtful if one.unknown_since is not None]
    clock, obj = batch.xero.clock, batch.obj
    resting = min(max(moments) + SETTLED - clock.now(), SETTLED)
    if resting > timedelta():
        await clock.sleep(resting.total_seconds())
    since = _before(min(moments), LONGEST_SENDING)
    listed = await batch.xero.list_all(
        obj, Query(modified_after=since, parameters=alike.parameters)
    )
    groups: dict[Hashable, list[Row]] = defaultdict(list)
    for row in cast("list[Row]", listed["records"]):
        if row.get(obj.id_field) not in taken:
            groups[alike.group(row)].append(row)
    return groups


def _before(moment: datetime, span: timedelta) -> datetime:
    earliest = datetime.min.replace(tzinfo=UTC)
    return moment - span if moment - earliest > span else earliest


def _exact(obj: XeroObject[Any], record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record that a host stored, with its amounts as Decimals again."""
    row: dict[str, Any] = decode_json(encode_json(dict(record)))
    return reader_of(obj.record)(row)


def _as_result(one: PreviousResult, record: RecordT | None) -> BatchResult[RecordT]:
    result = BatchResult[RecordT](index=one.index, outcome=one.outcome)
    if record is not None:
        result["record"] = record
    if one.messages:
        result["messages"] = list(one.messages)
    if one.unknown_since is not None and one.outcome == "unknown":
        result["unknown_since"] = one.unknown_since.isoformat().replace("+00:00", "Z")
    return result
