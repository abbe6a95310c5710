import pytest

from tests.actions.wire import INVOICE, Run, Wire, assert_authorised
from xero_component.errors import InputError

REQUIRED = {"object_type": "Quotes", "object_id": INVOICE}


async def test_the_files_of_a_record_are_listed(run: Run, wire: Wire):
    files = [{"AttachmentID": "a", "FileName": "terms #1.txt", "IncludeOnline": True}]
    wire.answer({"Attachments": files})

    found = await run("list_attachments", **REQUIRED)

    assert found == {"records": files, "paging": None}
    assert_authorised(wire.one)
    assert wire.one.line == f"GET /Quotes/{INVOICE}/Attachments"
    assert wire.one.headers["accept"] == "application/json"


async def test_a_record_without_files_has_an_empty_list(run: Run, wire: Wire):
    wire.answer({"Attachments": []})

    assert (await run("list_attachments", **REQUIRED))["records"] == []


@pytest.mark.parametrize(
    "wrong", [{"object_type": "Employees"}, {"object_id": "INV-1"}, {"object_id": None}]
)
async def test_input_that_cannot_be_right_is_refused(
    run: Run, wire: Wire, wrong: dict[str, object]
):
    [field] = wrong
    with pytest.raises(InputError, match=f"{field}: "):
        await run("list_attachments", **{**REQUIRED, **wrong})

    assert wire.sent == []
