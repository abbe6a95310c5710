import pytest

from tests.actions.wire import ACCOUNT, Run, Wire, assert_written
from xero_component.errors import InputError


async def test_the_status_is_sent_and_nothing_else(run: Run, wire: Wire):
    wire.answer({"Accounts": [{"AccountID": ACCOUNT, "Status": "ARCHIVED"}]})

    account = await run("archive_account", account_id=ACCOUNT)

    assert account["Status"] == "ARCHIVED"
    assert_written(wire.one)
    assert wire.one.line == f"POST /Accounts/{ACCOUNT}"
    assert wire.one.query == {}
    assert wire.one.body == {"Accounts": [{"AccountID": ACCOUNT, "Status": "ARCHIVED"}]}


@pytest.mark.parametrize("account_id", ["200", "", None, 0])
async def test_an_account_is_named_by_its_id(run: Run, wire: Wire, account_id: object):
    with pytest.raises(InputError, match="account_id: must be "):
        await run("archive_account", account_id=account_id)

    assert wire.sent == []


async def test_nothing_else_can_be_given(run: Run, wire: Wire):
    with pytest.raises(InputError, match="name: is not an input"):
        await run("archive_account", account_id=ACCOUNT, name="Old account")

    assert wire.sent == []
