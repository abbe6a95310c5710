"""Every action over HTTP, with its own example; the answers fit the server's OpenAPI document."""

from typing import Any

import pytest

from tests.runtimes.http.site import Site, assert_fits
from xero_component.component import component
from xero_component.core import Action

EVERY_ACTION = pytest.mark.parametrize(
    "action", component.actions.values(), ids=component.actions.keys()
)
DRY_RUN = "application/vnd.xero-component.dry-run+json"
WITH_RAW = "application/vnd.xero-component.with-raw+json"
AnyAction = Action[Any, Any, Any]


@EVERY_ACTION
async def test_it_does_over_http_what_it_does_in_python(action: AnyAction, site: Site) -> None:
    document = site.app.openapi()
    answers = document["paths"][f"/actions/{action.key}"]["post"]["responses"]["200"]["content"]
    raw = await site.world().concrete(action)

    planned = await site.act(action.key, raw, params={"dry_run": True})
    site.sandbox.requests.clear()
    done = await site.act(action.key, raw)

    assert planned.status_code == 200, planned.text
    assert planned.headers["content-type"] == DRY_RUN
    assert_fits(document, answers[DRY_RUN]["schema"], planned.content)
    assert planned.json()["dry_run"]["headers"]["Authorization"] == "Bearer ********"
    assert done.status_code == 200, done.text
    assert done.headers["content-type"] == "application/json"
    assert_fits(document, answers["application/json"]["schema"], done.content)
    assert int(done.headers["xero-calls"]) == len(site.sent())


async def test_xeros_own_replies_come_along_on_request(site: Site) -> None:
    document = site.app.openapi()
    answers = document["paths"]["/actions/list_contacts"]["post"]["responses"]["200"]["content"]
    plain = await site.act("list_contacts", {"search_term": "Bayside Club"})
    both = await site.act("list_contacts", {"search_term": "Bayside Club"}, params={"keep_raw": 1})

    assert both.headers["content-type"] == WITH_RAW
    assert_fits(document, answers[WITH_RAW]["schema"], both.content)
    assert both.json()["output"] == plain.json()
    [raw] = both.json()["raw"]
    assert raw["Status"] == "OK"
    assert [one["Name"] for one in raw["Contacts"]] == ["Bayside Club"]
    assert raw["Contacts"][0]["UpdatedDateUTC"].startswith("/Date("), "as Xero writes it"


async def test_a_kept_answer_has_them_too(site: Site) -> None:
    headers, params = {"Idempotency-Key": "with raw"}, {"keep_raw": True}
    first = await site.act("list_contacts", headers=headers, params=params)
    again = await site.act("list_contacts", headers=headers, params=params)
    assert again.content == first.content
    assert again.headers["content-type"] == WITH_RAW
