"""Creating many records in few requests, with a result for each of them.

https://developer.xero.com/documentation/api/accounting/requests-and-responses#summarizeerrors
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, Literal, NotRequired, TypeVar, cast

from typing_extensions import TypedDict

from xero_component.api.client import XeroClient
from xero_component.api.replies import (
    BrokenReplyError,
    failed_elements,
    messages_of,
    read_records,
)
from xero_component.api.wire import Reply, encode_json, json_call, path_of
from xero_component.catalogue.fields import Instant
from xero_component.catalogue.objects import XeroObject
from xero_component.catalogue.record import reader_of
from xero_component.errors import (
    FieldProblem,
    FixInputError,
    InputError,
    OutcomeUnknownError,
    ValidationError,
    WaitError,
    XeroComponentError,
)

RecordT = TypeVar("RecordT")
Body = Mapping[str, Any]

PER_REQUEST = 50
"""Records in one request, as Xero advises."""
LARGEST_BODY = 3_500_000
"""Bytes of one request, of the two figures that Xero names the smaller one."""
MOST_HALVINGS = 30
"""How often a batch may be cut in halves to find the records that Xero cannot read."""
NO_ID = "00000000-0000-0000-0000-000000000000"

Fate = Literal["created", "failed", "unknown", "not_sent"]


class BatchResult(TypedDict, Generic[RecordT]):
    """What became of one record."""

    index: int
    """Which of the records, from 0."""
    outcome: Fate
    """Whether Xero has it: `created`, `failed` (refused), `unknown`, or `not_sent`."""
    record: NotRequired[RecordT]
    """The record as Xero has it, where it was created."""
    messages: NotRequired[list[str]]
    """Xero's reasons or warnings, or why the outcome is unknown or nothing was sent."""
    unknown_since: NotRequired[Instant]
    """When the last attempt to send it had ended without an answer."""


class Stop(TypedDict):
    """Why a batch ended before all was sent, in the words of the error."""

    error: str
    group: str
    message: str
    retry_at: NotRequired[Instant]
    """When Xero takes calls again, where it is known."""


class BatchResults(TypedDict, Generic[RecordT]):
    """A result for each record, in the order of the records, and how many there are of each."""

    results: list[BatchResult[RecordT]]
    created: int
    failed: int
    unknown: int
    not_sent: int
    stopped_by: Stop | None
    """The error that ended the batch early, if one did."""


@dataclass
class Batch(Generic[RecordT]):
    """The records of one batch, and what is known of each; `create` sends, `results` tells."""

    xero: XeroClient
    obj: XeroObject[RecordT]
    bodies: Mapping[int, Body]
    """What may have to be sent, by the number of the record."""
    size: int
    """How many records the batch has, those included that are not to be sent."""
    _known: dict[int, BatchResult[RecordT]] = field(default_factory=dict, init=False)
    _learned: bool = field(default=False, init=False)
    _stop: tuple[XeroComponentError | None, str] | None = field(default=None, init=False)
    _halvings_left: int = field(default=MOST_HALVINGS, init=False)
    _sizes: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        """Raises `InputError` that names the records which cannot be sent."""
        self._sizes = _sizes(self.bodies, self._frame)

    @property
    def _frame(self) -> int:
        """Bytes around the records of a request."""
        return len(encode_json({self.obj.plural: []}))

    def keep(self, result: BatchResult[RecordT]) -> None:
        """Take over what an earlier run has found out."""
        self._known[result["index"]] = result

    def settle(self, index: int, row: Mapping[str, Any], message: str) -> None:
        """Count a record as created that was found in Xero."""
        self._learned = True
        self._known[index] = BatchResult(
            index=index, outcome="created", record=cast("RecordT", row), messages=[message]
        )

    async def create(self, indexes: Sequence[int]) -> None:
        """Send records, one request after another, until all are sent or sending has to stop.

        What is known is never lost: only an error that comes before anything was learned is raised.
        """
        for chunk in self._chunks(indexes):
            if self._stop is not None:
                return
            await self._send(chunk)

    def results(self) -> BatchResults[RecordT]:
        """Return a result for each record, in their order."""
        rows = [self._known.get(index) or self._left_out(index) for index in range(self.size)]
        counts = dict.fromkeys(("created", "failed", "unknown", "not_sent"), 0)
        for row in rows:
            counts[row["outcome"]] += 1
        error, said = self._stop or (None, "")
        return BatchResults(
            results=rows,
            created=counts["created"],
            failed=counts["failed"],
            unknown=counts["unknown"],
            not_sent=counts["not_sent"],
            stopped_by=_stop(error, said) if said else None,
        )

    def _chunks(self, indexes: Sequence[int]) -> Iterator[list[int]]:
        chunk: list[int] = []
        size = self._frame
        for index in indexes:
            grown = size + self._sizes[index] + 1
            if chunk and (len(chunk) == PER_REQUEST or grown > LARGEST_BODY):
                yield chunk
                chunk, grown = [], self._frame + self._sizes[index] + 1
            chunk.append(index)
            size = grown
        if chunk:
            yield chunk

    async def _send(self, chunk: list[int]) -> None:
        try:
            rows = await self._write(chunk)
        except OutcomeUnknownError as unknown:
            self._lost(chunk, unknown.message)
        except FixInputError as refused:
            await self._refused(chunk, refused)
        except Exception as error:
            if not self._learned:
                raise
            self._stopped(chunk, error)
        else:
            self._learned = True
            for index, row in zip(chunk, rows, strict=True):
                self._known[index] = self._judged(index, row)

    async def _write(self, chunk: list[int]) -> list[dict[str, Any]]:
        obj = self.obj
        query = {"unitdp": "4"} if obj.unit_decimals else {}
        call = json_call(
            "PUT",
            path_of(obj.path),
            {obj.plural: [dict(self.bodies[index]) for index in chunk]},
            query={**query, "summarizeErrors": "false"},
            scopes=frozenset({obj.scope}),
        )

        def parse(reply: Reply) -> list[dict[str, Any]]:
            rows = read_records(self.xero.envelope(reply), obj.plural)
            if len(rows) != len(chunk):
                raise BrokenReplyError(
                    f"Xero's answer holds {len(rows)} {obj.plural} for {len(chunk)} that were sent"
                )
            return rows

        return await self.xero.send(call, parse)

    def _judged(self, index: int, row: dict[str, Any]) -> BatchResult[RecordT]:
        refused = failed_elements([row])
        if refused:
            messages = list(refused[0].messages) or ["Xero gave no reason."]
            return BatchResult(index=index, outcome="failed", messages=messages)
        if row.get(self.obj.id_field) in (None, "", NO_ID):
            return self._unknown(index, "Xero's answer says neither that it was saved nor why not.")
        reader_of(self.obj.record)(row)
        saved = BatchResult(index=index, outcome="created", record=cast("RecordT", row))
        warnings = messages_of(row, "Warnings")
        if warnings:
            saved["messages"] = list(warnings)
        return saved

    def _unknown(self, index: int, message: str) -> BatchResult[RecordT]:
        now = self.xero.clock.now().astimezone(UTC).replace(microsecond=0)
        return BatchResult(
            index=index, outcome="unknown", messages=[message], unknown_since=_instant(now)
        )

    def _lost(self, chunk: Sequence[int], message: str) -> None:
        self._learned = True
        for index in chunk:
            self._known[index] = self._unknown(index, message)

    async def _refused(self, chunk: list[int], refused: FixInputError) -> None:
        """Nothing of a request that is refused as a whole was saved: look for whose fault it is."""
        if len(chunk) > 1 and self._halvings_left > 0:
            self._halvings_left -= 1
            middle = len(chunk) // 2
            for half in (chunk[:middle], chunk[middle:]):
                if self._stop is None:
                    await self._send(half)
            return
        self._learned = True
        messages = [refused.message]
        if len(chunk) > 1:
            messages = [f"One of {len(chunk)} records that were sent together: {refused.message}"]
        elif isinstance(refused, ValidationError) and refused.elements:
            messages = list(refused.elements[0].messages) or messages
        for index in chunk:
            self._known[index] = BatchResult(index=index, outcome="failed", messages=messages)

    def _stopped(self, chunk: Sequence[int], error: Exception) -> None:
        if isinstance(error, XeroComponentError):
            self._stop = (error, error.message)
            return
        said = f"The batch ended on an unexpected error ({type(error).__name__})."
        self._stop = (None, said)
        self._lost(chunk, said)

    def _left_out(self, index: int) -> BatchResult[RecordT]:
        _, said = self._stop or (None, "The batch ended before it.")
        return BatchResult(index=index, outcome="not_sent", messages=[f"Not sent: {said}"])


def _sizes(bodies: Mapping[int, Body], frame: int) -> dict[int, int]:
    problems: list[FieldProblem] = []
    sizes: dict[int, int] = {}
    for index, body in bodies.items():
        try:
            sizes[index] = len(encode_json(dict(body)))
        except InputError as error:
            problems.append(FieldProblem(f"records.{index}", error.message))
            continue
        if frame + sizes[index] > LARGEST_BODY:
            text = f"has {sizes[index]:,} bytes; a request to Xero may have {LARGEST_BODY:,}"
            problems.append(FieldProblem(f"records.{index}", text))
    raise_for_problems(problems)
    return sizes


def raise_for_problems(problems: Sequence[FieldProblem]) -> None:
    """Raise one `InputError` that names what is wrong, the first ten in its message."""
    if not problems:
        return
    listed = "; ".join(f"{one.field}: {one.message}" for one in problems[:10])
    more = f" (and {len(problems) - 10} more)" if len(problems) > 10 else ""
    raise InputError(f"{listed}{more}.", problems=problems)


def _stop(error: XeroComponentError | None, said: str) -> Stop:
    if error is None:
        return Stop(error="Exception", group=str(XeroComponentError.group), message=said)
    stop = Stop(error=type(error).__name__, group=str(error.group), message=said)
    if isinstance(error, WaitError) and error.retry_at is not None:
        stop["retry_at"] = _instant(error.retry_at)
    return stop


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
