from decimal import Decimal

import pytest

from tests.actions.wire import Run, Wire, assert_authorised
from xero_component.errors import InputError, NotFoundError


async def test_one_item_is_read_with_four_decimals(run: Run, wire: Wire):
    wire.answer(content=b'{"Items": [{"Code": "TSS", "SalesDetails": {"UnitPrice": 39.9995}}]}')

    item = await run("get_item", item_id="TSS")

    assert item["SalesDetails"]["UnitPrice"] == Decimal("39.9995")
    assert_authorised(wire.one)
    assert wire.one.line == "GET /Items/TSS"
    assert wire.one.query == {"unitdp": "4"}


@pytest.mark.parametrize(
    ("code", "path"),
    [("A/B #1?", "A%2FB%20%231%3F"), ("50%", "50%25"), ("🍰", "%F0%9F%8D%B0"), (" C ", "C")],
)
async def test_a_code_is_one_part_of_the_path(run: Run, wire: Wire, code: str, path: str):
    wire.answer({"Items": [{"Code": code}]})

    await run("get_item", item_id=code)

    assert wire.one.path.endswith(f"/Items/{path}")


@pytest.mark.parametrize("item_id", ["", " ", "..", None, 0, ["BOOK"]])
async def test_what_cannot_be_a_code_is_refused(run: Run, wire: Wire, item_id: object):
    with pytest.raises(InputError):
        await run("get_item", item_id=item_id)

    assert wire.sent == []


async def test_an_item_that_is_not_there_is_not_found(run: Run, wire: Wire):
    wire.answer(status=404, content=b"The resource you're looking for cannot be found")

    with pytest.raises(NotFoundError):
        await run("get_item", item_id="BOOK")
