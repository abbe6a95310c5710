import pytest

from tests.actions.wire import ACCOUNT, Run, Wire, assert_authorised
from xero_component.errors import InputError, NotFoundError


async def test_one_account_is_read(run: Run, wire: Wire):
    wire.answer(
        {"Accounts": [{"AccountID": ACCOUNT, "UpdatedDateUTC": "/Date(1772442000000+0000)/"}]}
    )

    account = await run("get_account", account_id=ACCOUNT)

    assert account == {"AccountID": ACCOUNT, "UpdatedDateUTC": "2026-03-02T09:00:00Z"}
    assert_authorised(wire.one)
    assert wire.one.line == f"GET /Accounts/{ACCOUNT}"
    assert wire.one.query == {}


@pytest.mark.parametrize("account_id", ["200", "", "../Contacts", None, 0, ACCOUNT + "0"])
async def test_an_account_is_named_by_its_id(run: Run, wire: Wire, account_id: object):
    with pytest.raises(InputError, match="account_id: must be "):
        await run("get_account", account_id=account_id)

    assert wire.sent == []


async def test_an_account_that_is_not_there_is_not_found(run: Run, wire: Wire):
    wire.answer(status=404, content=b"The resource you're looking for cannot be found")

    with pytest.raises(NotFoundError, match=f"Xero has nothing at GET /Accounts/{ACCOUNT}"):
        await run("get_account", account_id=ACCOUNT)
