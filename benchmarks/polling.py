"""What a poll costs that finds nothing: calls, and the bytes of Xero's answers.

Run it alone as `python -m benchmarks.polling`. The baseline reads the list again, as a poll
without a memory does.
"""

import anyio
import httpx

from benchmarks.timing import Row
from tests.conformance.in_process import InProcess
from xero_component.api.paging import Query
from xero_component.catalogue.objects import INVOICES
from xero_component.triggers.new_and_updated_records import (
    NewAndUpdatedRecordsInput,
    new_and_updated_records,
)

COUNT = 1000
AT_ONCE = 50


def idle_poll() -> list[Row]:
    """Measure an idle poll of a thousand invoices."""
    return anyio.run(_idle_poll)


async def _idle_poll() -> list[Row]:
    world, sizes = InProcess(), list[int]()

    async def weigh(reply: httpx.Response) -> None:
        sizes.append(len(await reply.aread()))

    for _ in range(COUNT // AT_ONCE):
        world.sandbox.edit("add", "Invoices", count=AT_ONCE, seed=1)
        world.clock.advance(60)
    data = NewAndUpdatedRecordsInput(object="invoices")
    state = (await new_and_updated_records(world.xero, data, None)).state
    world.clock.advance(300)
    world.http.event_hooks = {"response": [weigh]}
    polled = await new_and_updated_records(world.xero, data, state)
    assert polled.events == []
    calls, received = len(sizes), sum(sizes)
    sizes.clear()
    await world.xero.list_all(INVOICES, Query(parameters={"includeArchived": "true"}))
    await world.http.aclose()
    return [
        Row(
            f"calls of a poll of {COUNT:,} invoices that finds nothing",
            calls,
            len(sizes),
            calls / len(sizes),
            "1",
            calls == 1,
        ),
        Row("  bytes of its answer", received, sum(sizes), received / sum(sizes)),
    ]


if __name__ == "__main__":
    for row in idle_poll():
        print(f"{row.what}: {row.ours:.0f} (baseline: {row.baseline:.0f})")
