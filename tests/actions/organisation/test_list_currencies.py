from tests.actions.wire import Run, Wire

ROW = {"Code": "AUD", "Description": "Australian Dollar"}


async def test_the_currencies_of_the_organisation_are_listed(run: Run, wire: Wire):
    wire.answer({"Currencies": [ROW]})

    assert await run("list_currencies") == {"records": [ROW], "paging": None}
    assert (wire.one.line, wire.one.query) == ("GET /Currencies", {})


async def test_filter_and_order_go_to_xero(run: Run, wire: Wire):
    wire.answer({"Currencies": []})

    await run("list_currencies", where='Code=="AUD"', order="Code DESC")

    assert wire.one.query == {"where": 'Code=="AUD"', "order": "Code DESC"}
