from tests.actions.wire import Run, Wire

ROW = {"BrandingThemeID": "b", "Name": "Standard", "SortOrder": 0}


async def test_the_themes_are_listed_with_their_day_of_creation(run: Run, wire: Wire):
    wire.answer({"BrandingThemes": [{**ROW, "CreatedDateUTC": "/Date(1772409600000+0000)/"}]})

    listed = await run("list_branding_themes")

    created = {"CreatedDateUTC": "2026-03-02T00:00:00Z"}
    assert listed == {"records": [{**ROW, **created}], "paging": None}
    assert (wire.one.line, wire.one.query) == ("GET /BrandingThemes", {})
