import pytest

from tests.actions.wire import CONTACT, Run, Wire, assert_authorised
from xero_component.errors import InputError, NotFoundError


async def test_one_contact_is_read(run: Run, wire: Wire):
    wire.answer({"Contacts": [{"ContactID": CONTACT, "Name": "Acme", "NewField": 1}]})

    contact = await run("get_contact", contact_id=CONTACT)

    assert contact == {"ContactID": CONTACT, "Name": "Acme", "NewField": 1}
    sent = wire.one
    assert_authorised(sent)
    assert sent.line == f"GET /Contacts/{CONTACT}"
    assert (sent.query, sent.content) == ({}, b"")
    assert "idempotency-key" not in sent.headers


@pytest.mark.parametrize(
    ("number", "segment"),
    [
        ("C-0001", "C-0001"),
        ("A/B", "A%2FB"),
        ("a b", "a%20b"),
        ("#1?", "%231%3F"),
        ("%2e%2e", "%252e%252e"),
        ("é", "%C3%A9"),
        (" C-1 ", "C-1"),
    ],
)
async def test_a_contact_number_is_one_part_of_the_path(
    run: Run, wire: Wire, number: str, segment: str
):
    wire.answer({"Contacts": [{"ContactID": CONTACT}]})

    await run("get_contact", contact_id=number)

    assert wire.one.line == f"GET /Contacts/{segment}"


@pytest.mark.parametrize("number", ["", "  ", ".", "..", "a\x00b", None, 5])
async def test_what_cannot_be_a_number_is_refused(run: Run, wire: Wire, number: object):
    with pytest.raises(InputError):
        await run("get_contact", contact_id=number)

    assert wire.sent == []


async def test_a_contact_that_is_not_there_is_an_error_that_says_so(run: Run, wire: Wire):
    wire.answer(status=404, content=b"The resource you're looking for cannot be found")

    with pytest.raises(NotFoundError, match=f"Xero has nothing at GET /Contacts/{CONTACT}"):
        await run("get_contact", contact_id=CONTACT)
