"""What was read is remembered for the run, and for nobody else."""

import anyio
import pytest

from tests.api.lookup_book import ACME, LookupBook
from xero_component.api.lookups import Lookups
from xero_component.api.run_memory import MOST_ENTRIES, MOST_RUNS, RunMemories, StepMemory
from xero_component.errors import InputError


class Counting:
    """Counts what is fetched."""

    def __init__(self, failures: int = 0) -> None:
        self.count = 0
        self._failures = failures

    async def __call__(self) -> int:
        self.count += 1
        await anyio.lowlevel.checkpoint()
        if self.count <= self._failures:
            raise ConnectionResetError
        return self.count


async def test_the_steps_of_a_run_share_what_they_read() -> None:
    book = LookupBook()

    for _ in range(3):
        assert await Lookups(book.step("run")).contact_id("Acme Ltd", "contact_id") == ACME

    assert book.paths == ["Contacts"]


@pytest.mark.parametrize("runs", [("a", "b"), (None, None), ("", ""), ("a", None)])
async def test_other_runs_and_steps_without_a_run_read_for_themselves(
    runs: tuple[str | None, str | None],
) -> None:
    book = LookupBook()

    for run in runs:
        await Lookups(book.step(run)).contact_id("Acme Ltd", "contact_id")

    assert book.paths == ["Contacts", "Contacts"]


async def test_a_client_without_a_step_remembers_nothing() -> None:
    book = LookupBook()

    for _ in range(2):
        await Lookups(book.xero).contact_id("Acme Ltd", "contact_id")

    assert book.paths == ["Contacts", "Contacts"]


async def test_a_name_that_was_made_since_is_found_by_a_later_step_of_the_run() -> None:
    book = LookupBook()
    with pytest.raises(InputError), Lookups(book.step()) as find:
        await find.contact_id("Newcomer", "contact_id")
    with pytest.raises(InputError), Lookups(book.step()) as find:
        await find.tax_type("New levy", "TaxType")
    book.rows["Contacts"].append({"ContactID": "c-9", "Name": "Newcomer"})
    book.rows["TaxRates"].append({"TaxType": "TAX009", "Name": "New levy"})

    with Lookups(book.step()) as find:
        assert await find.contact_id("Newcomer", "contact_id") == "c-9"
        assert await find.tax_type("New levy", "TaxType") == "TAX009"


async def test_who_asks_meanwhile_waits_for_the_one_read() -> None:
    memory, fetch = StepMemory(), Counting()
    found: list[tuple[int, bool]] = []

    async def ask() -> None:
        found.append(await memory.read("key", fetch))

    async with anyio.create_task_group() as tasks:
        for _ in range(20):
            tasks.start_soon(ask)

    assert fetch.count == 1
    assert found == [(1, True)] * 20


async def test_a_read_that_fails_is_not_remembered() -> None:
    memory, fetch = StepMemory(), Counting(failures=1)

    with pytest.raises(ConnectionResetError):
        await memory.read("key", fetch)

    assert await memory.read("key", fetch) == (2, True)


async def test_a_step_reads_anew_at_most_once() -> None:
    memories, fetch = RunMemories(), Counting()
    await memories.of_step("run").read("key", fetch)
    later = memories.of_step("run")

    assert await later.read("key", fetch) == (1, False)
    assert await later.read("key", fetch, anew=True) == (2, True)
    assert await later.read("key", fetch, anew=True) == (2, True)


async def test_the_oldest_runs_and_entries_are_forgotten_first() -> None:
    memories, fetch = RunMemories(), Counting()
    for number in range(MOST_RUNS + 1):
        await memories.of_step(number).read("key", fetch)
    assert (await memories.of_step(MOST_RUNS).read("key", fetch))[0] == MOST_RUNS + 1
    assert (await memories.of_step(0).read("key", fetch))[0] == MOST_RUNS + 2

    memory = StepMemory()
    for entry in range(MOST_ENTRIES + 1):
        await memory.read(entry, fetch)
    before = fetch.count
    await memory.read(MOST_ENTRIES, fetch)
    assert fetch.count == before
    await memory.read(0, fetch)
    assert fetch.count == before + 1
