import pytest

from tests.actions.wire import INVOICE, Run, Wire, assert_authorised
from xero_component.errors import InputError, OutcomeUnknownError, ValidationError

ITEM = INVOICE


async def test_an_item_is_deleted_and_its_id_comes_back(run: Run, wire: Wire):
    wire.answer(status=204, content=b"")

    assert await run("delete_item", item_id=ITEM.upper()) == {"ItemID": ITEM}

    assert_authorised(wire.one)
    assert wire.one.line == f"DELETE /Items/{ITEM}"
    assert wire.one.content == b""


@pytest.mark.parametrize("item_id", ["BOOK", "", None, 0, "../Accounts"])
async def test_an_item_is_named_by_its_id_so_that_no_code_deletes_another(
    run: Run, wire: Wire, item_id: object
):
    with pytest.raises(InputError, match="item_id: must be "):
        await run("delete_item", item_id=item_id)

    assert wire.sent == []


async def test_xero_s_refusal_is_told_in_its_words(run: Run, wire: Wire):
    errors = [{"Message": "Item has transactions"}]
    wire.answer(
        {"Type": "ValidationException", "Elements": [{"ValidationErrors": errors}]}, status=400
    )

    with pytest.raises(ValidationError, match="Item has transactions"):
        await run("delete_item", item_id=ITEM)


async def test_a_deletion_that_may_have_been_done_is_not_sent_again(run: Run, wire: Wire):
    wire.answer(status=500, content=b"")

    with pytest.raises(OutcomeUnknownError):
        await run("delete_item", item_id=ITEM)

    assert len(wire.sent) == 1
