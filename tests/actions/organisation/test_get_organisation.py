import pytest

from tests.actions.wire import Run, Wire, assert_authorised
from xero_component.errors import NotFoundError


async def test_the_organisation_is_read_in_one_call_and_unwrapped(run: Run, wire: Wire):
    row = {
        "OrganisationID": "o",
        "Name": "Demo",
        "PeriodLockDate": "/Date(1772409600000+0000)/",
        "Class": "ULTRA",
    }
    wire.answer({"Organisations": [row]})

    organisation = await run("get_organisation")

    assert organisation == {**row, "PeriodLockDate": "2026-03-02"}
    assert_authorised(wire.one)
    assert (wire.one.line, wire.one.query) == ("GET /Organisation", {})


async def test_no_organisation_is_not_found(run: Run, wire: Wire):
    wire.answer({"Organisations": []})

    with pytest.raises(NotFoundError, match="shows no organisation"):
        await run("get_organisation")
