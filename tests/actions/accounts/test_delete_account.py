import pytest

from tests.actions.wire import ACCOUNT, Run, Wire, assert_authorised
from xero_component.errors import InputError, ValidationError


async def test_an_account_is_deleted_and_shown_as_it_was(run: Run, wire: Wire):
    wire.answer({"Accounts": [{"AccountID": ACCOUNT, "Status": "DELETED"}]})

    account = await run("delete_account", account_id=ACCOUNT)

    assert account == {"AccountID": ACCOUNT, "Status": "DELETED"}
    assert_authorised(wire.one)
    assert wire.one.line == f"DELETE /Accounts/{ACCOUNT}"
    assert wire.one.content == b""


async def test_a_refusal_says_that_the_account_can_be_archived(run: Run, wire: Wire):
    errors = [{"Message": "Account is in use"}]
    refused = {"AccountID": ACCOUNT, "ValidationErrors": errors}
    wire.answer({"Type": "ValidationException", "Elements": [refused]}, status=400)

    with pytest.raises(ValidationError, match=r"Account is in use\.") as found:
        await run("delete_account", account_id=ACCOUNT)

    assert "use Archive Account" in found.value.advice
    assert "Nothing was deleted" in found.value.advice
    assert len(wire.sent) == 1


@pytest.mark.parametrize("account_id", ["200", "", None, 0])
async def test_an_account_is_named_by_its_id(run: Run, wire: Wire, account_id: object):
    with pytest.raises(InputError, match="account_id: must be "):
        await run("delete_account", account_id=account_id)

    assert wire.sent == []
