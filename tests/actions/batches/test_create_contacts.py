import pytest

from tests.actions.batches.answers import (
    created,
    failed,
    id_of,
    listing,
    not_sent,
    outcomes,
    refusal,
    sent_in,
    unknown,
)
from tests.actions.wire import Run, Wire, assert_written
from tests.clocks import FakeClock

ANNA, BEN, CLEO = {"name": "Anna"}, {"name": "Ben"}, {"name": "Cleo"}


def contact(number: int, name: str) -> dict[str, str]:
    return {"ContactID": id_of(number), "Name": name}


async def test_contacts_go_out_as_the_single_action_sends_them(run: Run, wire: Wire):
    wire.answer({"Contacts": [contact(1, "Anna"), contact(2, "Ben")]})
    told = await run("create_contacts", records=[{**ANNA, "city": "Perth"}, BEN])

    assert_written(wire.one)
    assert wire.one.line == "PUT /Contacts"
    assert wire.one.query == {"summarizeErrors": "false"}
    assert wire.one.body == {
        "Contacts": [
            {"Name": "Anna", "Addresses": [{"AddressType": "POBOX", "City": "Perth"}]},
            {"Name": "Ben"},
        ]
    }
    assert [row["record"]["ContactID"] for row in told["results"]] == [id_of(1), id_of(2)]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({}, "records: is required"),
        ({"records": []}, "records: must not be an empty list"),
        ({"records": None}, "records: "),
        ({"records": "Anna"}, "records: "),
        ({"records": [ANNA] * 1001}, "records: must have at most 1000 entries, not 1001"),
        ({"records": [ANNA, {"name": "B", "contact_status": "x"}]}, "records.1.contact_status: "),
        ({"records": [ANNA, {"nam": "B"}]}, "records.1.nam: is not an input; did you mean name"),
        ({"records": [ANNA, {}]}, "records.1.name: is required"),
        (
            {"records": [ANNA, {**BEN, "additional_fields": {"Name": "x"}}]},
            "records.1.additional_fields.Name: is given as an input as well",
        ),
        ({"records": [ANNA], "previous": [created(1, contact(1, "A"))]}, "one result for each"),
        ({"records": [ANNA, BEN], "previous": [failed(0)]}, "one result for each of the 2"),
        ({"records": [ANNA, BEN], "previous": [failed(0), failed(0)]}, "one result for each"),
        ({"records": [ANNA], "previous": [{**failed(0), "outcome": "lost"}]}, "previous.0.outcome"),
        ({"records": [ANNA], "previous": [{"index": -1, "outcome": "failed"}]}, "previous.0.index"),
        (
            {"records": [ANNA], "previous": [{"index": 0, "outcome": "unknown"}]},
            "unknown_since is required",
        ),
        (
            {"records": [ANNA], "previous": [created(0, contact(1, "Ben"))]},
            "previous.0: is of another record: Name is Ben there and Anna here",
        ),
    ],
)
async def test_wrong_input_is_named_before_anything_is_sent(run: Run, wire: Wire, raw, said):
    assert said in await refusal(run, wire, "create_contacts", **raw)


async def test_all_wrong_records_are_named_at_once(run: Run, wire: Wire):
    raw = [{**ANNA, "additional_fields": {"Name": "x"}}, {**BEN, "additional_fields": {"Name": 1}}]
    message = await refusal(run, wire, "create_contacts", records=raw)

    assert "records.0.additional_fields.Name" in message
    assert "records.1.additional_fields.Name" in message


async def test_only_what_is_not_known_to_be_created_is_sent_again(run: Run, wire: Wire):
    wire.answer({"Contacts": [contact(2, "Ben"), contact(3, "Cleo")]})
    earlier = [created(0, contact(1, "Anna")), failed(1), not_sent(2)]
    told = await run("create_contacts", records=[ANNA, BEN, CLEO], previous=earlier)

    assert sent_in(wire, "Contacts") == [[{"Name": "Ben"}, {"Name": "Cleo"}]]
    assert outcomes(told) == ["created"] * 3
    assert [row["record"]["ContactID"] for row in told["results"]] == [id_of(n) for n in (1, 2, 3)]


async def test_previous_may_be_the_whole_output_in_any_order(run: Run, wire: Wire):
    results = [created(1, contact(2, "Ben")), created(0, contact(1, "Anna"))]
    earlier = {"results": results, "created": 2, "failed": 0}
    told = await run("create_contacts", records=[ANNA, BEN], previous=earlier)

    assert wire.sent == []
    assert [row["record"]["Name"] for row in told["results"]] == ["Anna", "Ben"]


async def test_a_created_one_that_a_host_stored_without_its_record_is_not_sent(
    run: Run, wire: Wire
):
    told = await run(
        "create_contacts", records=[ANNA], previous=[{"index": 0, "outcome": "created"}]
    )

    assert wire.sent == []
    assert told["results"] == [{"index": 0, "outcome": "created"}]


async def test_an_unknown_one_is_looked_for_by_its_name_and_sent_only_if_it_is_not_there(
    run: Run, wire: Wire
):
    wire.answer(listing("Contacts", [contact(1, " ANNA "), contact(9, "Anna Bell")]))
    wire.answer({"Contacts": [contact(2, "Ben")]})
    told = await run("create_contacts", records=[ANNA, BEN], previous=[unknown(0), unknown(1)])

    read, written = wire.sent
    assert read.line == "GET /Contacts"
    assert read.query["includeArchived"] == "true"
    assert read.headers["if-modified-since"] == "2026-03-02T07:45:00"
    assert written.body == {"Contacts": [{"Name": "Ben"}]}
    assert outcomes(told) == ["created", "created"]
    assert told["results"][0]["messages"] == ["Found in Xero: the earlier run had created it."]
    assert told["results"][0]["record"]["ContactID"] == id_of(1)


async def test_what_the_earlier_run_created_is_not_found_a_second_time(run: Run, wire: Wire):
    wire.answer(listing("Contacts", [contact(1, "Anna")]))
    wire.answer({"Contacts": [contact(2, "Anna")]})
    earlier = [created(0, contact(1, "Anna")), unknown(1)]
    told = await run("create_contacts", records=[ANNA, ANNA], previous=earlier)

    assert [row["record"]["ContactID"] for row in told["results"]] == [id_of(1), id_of(2)]


@pytest.mark.parametrize(
    ("since", "slept"),
    [
        ("2026-03-02T08:00:00Z", []),
        ("2026-03-02T08:59:50Z", [50.0]),
        ("2026-03-02T19:59:50+11:00", [50.0]),
        ("2026-03-02T12:00:00Z", [60.0]),
        ("0001-01-01T00:00:00Z", []),
    ],
)
async def test_a_request_that_may_still_be_at_work_is_given_time(
    run: Run, wire: Wire, clock: FakeClock, since: str, slept: list[float]
):
    wire.answer(listing("Contacts", [contact(1, "Anna")]))
    told = await run("create_contacts", records=[ANNA], previous=[unknown(0, since)])

    assert clock.sleeps == slept
    assert outcomes(told) == ["created"]
