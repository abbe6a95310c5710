"""Journals are read on from the highest number so far, which no edit or new journal disturbs."""

from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.wiring import client_of
from tests.clocks import FakeClock
from xero_component.api.paging import Query
from xero_component.catalogue.objects import JOURNALS


@dataclass
class JournalBook:
    """Answers as Xero does: so many journals above the offset, in the order of their numbers."""

    numbers: list[int]
    sizes: list[int] = field(default_factory=lambda: [100])
    """How many journals each page has; the last one goes for all that follow."""
    posted: dict[int, list[int]] = field(default_factory=dict)
    """What is posted before an answer, by the number of the answer."""
    offsets: list[str | None] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        query = dict(request.url.params)
        self.offsets.append(query.pop("offset", None))
        assert query == {}
        assert "If-Modified-Since" not in request.headers
        self.numbers += self.posted.get(len(self.offsets), [])
        size = self.sizes[min(len(self.offsets), len(self.sizes)) - 1]
        above = sorted(n for n in self.numbers if n > int(self.offsets[-1] or 0))[:size]
        return httpx.Response(200, json={"Journals": [journal(number) for number in above]})


def journal(number: int) -> dict[str, Any]:
    return {"JournalID": f"{number:032x}", "JournalNumber": number, "JournalLines": []}


async def read(answer: Any, query: Query | None = None) -> list[int]:
    async with client_of(answer, FakeClock()) as xero:
        listed = await xero.list_all(JOURNALS, query)
    return [record["JournalNumber"] for record in listed["records"]]


@pytest.mark.parametrize(
    ("count", "offsets"),
    [
        (0, ["0"]),
        (1, ["0", "1"]),
        (99, ["0", "99"]),
        (100, ["0", "100"]),
        (250, ["0", "100", "200", "250"]),
    ],
)
async def test_only_an_empty_page_is_the_end(count: int, offsets: list[str]) -> None:
    book = JournalBook([*range(1, count + 1)])
    assert await read(book) == [*range(1, count + 1)]
    assert book.offsets == offsets


async def test_a_read_goes_on_where_the_last_one_ended() -> None:
    book = JournalBook([3, 7, 8, 20])
    assert await read(book, Query(offset=7)) == [8, 20]
    assert book.offsets == ["7", "20"]


async def test_a_single_page_can_be_asked_for() -> None:
    book = JournalBook([3, 7, 8, 20], sizes=[2])
    async with client_of(book, FakeClock()) as xero:
        page = await xero.list_page(JOURNALS, Query(offset=3, page=5))
    assert [record["JournalNumber"] for record in page["records"]] == [7, 8]
    assert book.offsets == ["3"]


async def test_an_answer_that_repeats_itself_ends_the_read() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"Journals": [journal(1), journal(2)]})

    assert await read(answer) == [1, 2]
    assert len(asked) == 2


@given(
    numbers=st.sets(st.integers(1, 400), max_size=60),
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=6),
    posted=st.dictionaries(st.integers(1, 8), st.integers(1, 5), max_size=4),
)
async def test_every_journal_comes_once_whatever_is_posted_meanwhile(
    numbers: set[int], sizes: list[int], posted: dict[int, int]
) -> None:
    new = {
        answer: [400 + 10 * answer + n for n in range(count)] for answer, count in posted.items()
    }
    book = JournalBook(sorted(numbers), sizes, new)
    assert await read(book) == sorted(book.numbers)
