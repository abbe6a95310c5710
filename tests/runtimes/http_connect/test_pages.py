"""Pages hold what they should, and nothing that a ledger or a stranger could slip in."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx
import pytest

from tests.runtimes.http_connect.driving import FIRST, PUBLIC, World
from xero_component.connections import Tenant
from xero_component.runtimes.http.connect import refusals
from xero_component.runtimes.http.connect.choosing import Offer
from xero_component.runtimes.http.connect.pages import page
from xero_component.runtimes.http.connect.screens import (
    choice_screen,
    disconnect_screen,
    disconnected_screen,
    refusal_screen,
    result_screen,
    start_screen,
)
from xero_component.runtimes.http.connect.steps import Connected, Finished, Invitation

NASTY = "\"><script>alert('x')</script><img src=//evil.example> & \u202eevil\u2066 {0} %s"


def nasty_offer() -> Offer:
    tenant = Tenant(tenant_id=NASTY, name=NASTY, connection_id="c")
    return Offer(tenant=tenant, name=NASTY, taken_by=NASTY)


def nasty_result() -> Finished:
    connected = (Connected(name=NASTY, organisation=NASTY),)
    return Finished(invitation=Invitation(), connected=connected, user=NASTY, notes=(NASTY,))


SCREENS = {
    "start": start_screen("/p", "t", NASTY, "https://*.xero.com"),
    "choice": choice_screen("/p", [nasty_offer()], {NASTY}, several=True, wrong=True),
    "result": result_screen(nasty_result(), "https://builder.example/?a=%22"),
    "disconnect": disconnect_screen("/p", "t", NASTY, NASTY),
    "disconnected": disconnected_screen(NASTY, NASTY, None),
    "refusal": refusal_screen(refusals.already_connected(NASTY, NASTY), again="/p?a=1&b=2"),
}


@dataclass
class Reader(HTMLParser):
    """Reads a page as a browser does: tags and their attributes."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "input"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS.keys())
def test_names_are_text_and_never_markup(screen: httpx.Response):
    text = bytes(screen.body).decode()  # type: ignore[attr-defined]
    reader = read(text)

    assert not {"script", "img", "link", "iframe", "object", "base"} & {
        tag for tag, _ in reader.tags
    }
    assert "&lt;script&gt;" in text
    assert not {"\u202e", "\u2066"} & set(text)
    for _, attributes in reader.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "src"]


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS.keys())
def test_a_page_can_be_read_by_everybody(screen: httpx.Response):
    reader = read(bytes(screen.body).decode())  # type: ignore[attr-defined]
    tags = [tag for tag, _ in reader.tags]

    assert ("html", {"lang": "en-GB"}) in reader.tags
    assert tags.count("h1") == 1
    assert tags.count("main") == 1
    assert "title" in tags
    assert any(attributes.get("name") == "viewport" for _, attributes in reader.tags)


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS.keys())
def test_a_page_loads_nothing_and_stands_in_no_frame(screen: httpx.Response):
    policy = screen.headers["content-security-policy"]

    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert screen.headers["x-frame-options"] == "DENY"
    assert screen.headers["referrer-policy"] == "no-referrer"
    assert screen.headers["cache-control"] == "no-store"
    assert screen.headers["x-content-type-options"] == "nosniff"


def test_only_the_page_that_leads_to_xero_has_a_form_that_ends_there():
    ends = {name for name, screen in SCREENS.items() if "xero.com" in str(screen.headers)}

    assert ends == {"start"}


def test_a_page_has_its_status():
    assert page("x", refusal_screen(refusals.ended()).body.decode(), 418).status_code == 418  # type: ignore[arg-type, union-attr]
    assert SCREENS["refusal"].status_code == 409
    assert SCREENS["choice"].status_code == 400


async def test_every_answer_to_a_browser_keeps_its_address_to_itself(world: World):
    browser = world.browser()
    first = await browser.to_xero()
    second = await browser.get(await browser.consent(first), site="cross-site")
    third = await browser.get(second.headers["location"])
    refused = await browser.get("/connect/main/callback")

    for reply in (first, second, third, refused):
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert reply.headers["cache-control"] == "no-store"


async def test_the_name_of_an_organisation_is_escaped_on_the_way_through(world: World):
    def renamed(request: httpx.Request, reply: httpx.Response) -> httpx.Response:
        if request.url.path != "/connections":
            return reply
        return httpx.Response(200, json=[one | {"tenantName": NASTY} for one in reply.json()])

    world.wire.tamper = renamed

    page = await world.browser().connect()
    several = await world.browser().connect(who="all", connection="other")

    for text in (page.text, several.text):
        assert "<script" not in text
        assert "&lt;script&gt;" in text
    assert list(world.names()) == ["script-alert-x-script-img-src-evil-example-evil-0-s"]


async def test_pages_on_a_path_lead_to_that_path(public: World):
    page = await public.browser().get(await public.link(connection="acme"))

    assert 'action="/connect/main"' in page.text
    assert PUBLIC not in page.text
    assert FIRST not in page.text
