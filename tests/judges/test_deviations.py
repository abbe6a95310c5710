"""The table of deviations: each has its place and reason, and none outlives its cause."""

import json

import pytest

from tests.judges.deviations import ACCOUNTING, IDENTITY, MAY_BE_EMPTY
from tests.judges.document import Deviation, Side, StaleDeviationError, mended
from tests.judges.judge import Answered, Judge, Sent
from tests.judges.toy_document import toy_document

AT = "components > schemas > Invoice > properties > Type"
HEADERS = (("xero-tenant-id", "t"), ("Content-Type", "application/json"))
NULL = {"nullable": True, "enum": [None]}


def test_each_says_where_and_why() -> None:
    for deviation in (*ACCOUNTING, *IDENTITY):
        assert " > " in deviation.at or deviation.at == "paths"
        assert len(deviation.why) > 20
        assert deviation.merge or deviation.drop or deviation.rename or deviation.either
    assert all(MAY_BE_EMPTY.values())


@pytest.mark.parametrize(
    "stale",
    [
        Deviation("components > schemas > Bill", "gone", merge={"x": 1}),
        Deviation("components > schemas > Bill > properties", "gone", drop=("x",)),
        Deviation(AT, "so already", merge={"type": "string"}),
        Deviation(AT, "gone", drop=("format",)),
        Deviation("components > schemas", "gone", either={"Bill": NULL}),
        Deviation("paths", "gone", rename={"/Bills": "/bills"}),
        Deviation(AT, "does nothing"),
    ],
)
def test_one_that_is_not_needed_is_refused(stale: Deviation) -> None:
    with pytest.raises(StaleDeviationError):
        mended(toy_document(), [stale], Side.ANSWERS)


def test_mending_leaves_the_document_as_it_was() -> None:
    document = toy_document()
    mended(document, [Deviation(AT, "more", merge={"enum": ["ACCREC"]})], Side.ANSWERS)
    assert document == toy_document()


def test_one_for_requests_does_not_excuse_an_answer() -> None:
    cleared = Deviation(
        "components > schemas > Invoice > properties",
        "null clears",
        either={"Reference": NULL},
        side=Side.REQUESTS,
    )
    judge = Judge(toy_document(), [cleared])
    body = json.dumps({"Invoices": [{"Type": "ACCREC", "Reference": None}]}).encode()
    assert judge.request(Sent("PUT", "/Invoices", headers=HEADERS, body=body)) == []
    assert judge.answer(Answered("PUT", "/Invoices", 200, "application/json", body)) != []


def test_a_media_type_and_a_path_can_be_mended() -> None:
    path = "/Invoices/{InvoiceID}/Attachments/{FileName}"
    bytes_of_any_kind = Deviation(
        f"paths > {path} > get > responses > 200 > content",
        "any media type",
        merge={"*/*": {"schema": {"type": "string", "format": "binary"}}},
        drop=("application/octet-stream",),
    )
    moved = Deviation("paths", "another name", rename={path: "/Files/{InvoiceID}/{FileName}"})
    judge = Judge(toy_document(), [bytes_of_any_kind, moved])
    assert judge.answer(Answered("GET", "/Files/1/a.png", 200, "image/png", b"\x89")) == []
