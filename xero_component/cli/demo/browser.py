"""A person at the consent page, by program: ticks organisations and presses a button."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx


@dataclass(slots=True)
class ConsentForm:
    """What the page asks."""

    action: str = ""
    tenants: dict[str, str] = field(default_factory=dict)
    """Ids by name."""


def consent(url: str, *, decision: str = "allow") -> ConsentForm:
    """Open a consent page, tick every organisation, decide, and go where the page sends one."""
    with httpx.Client(trust_env=False) as browser:
        page = browser.get(url)
        page.raise_for_status()
        form = read_form(page.text)
        data = {"decision": decision, "tenant": list(form.tenants.values())}
        answer = browser.post(urljoin(str(page.url), form.action), data=data)
        back = answer.headers["location"]
        browser.get(back).raise_for_status()
    return form


def read_form(page: str) -> ConsentForm:
    """Find the form of a page, and the organisations that it offers."""
    reader = _Reader()
    reader.feed(page)
    return reader.form


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.form = ConsentForm()
        self._ticked: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.form.action = given.get("action") or ""
        elif tag == "input" and given.get("name") == "tenant":
            self._ticked = given.get("value")

    def handle_data(self, data: str) -> None:
        if self._ticked is not None and data.strip():
            self.form.tenants[data.strip()] = self._ticked
            self._ticked = None
