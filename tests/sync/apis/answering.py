"""Answers of the APIs that the sandbox does not have, by path; every request is kept."""

from collections.abc import Callable, Sequence
from typing import Any

import httpx

from tests.api.wiring import StubAuthorisation, client_of
from tests.clocks import FakeClock
from xero_component.api.client import XeroClient
from xero_component.catalogue.apis import APIS, Api
from xero_component.catalogue.xero_object import XeroObject

Answer = Callable[[httpx.Request], Any]


class Apis:
    """Answers requests, and a client that sends them."""

    def __init__(self, country: str = "AU") -> None:
        self.requests: list[httpx.Request] = []
        organisation = {"OrganisationID": "o1", "CountryCode": country}
        self._answers: dict[str, Answer] = {}
        self.at(Api.ACCOUNTING, "/Organisation", lambda _request: {"Organisations": [organisation]})

    def at(self, api: Api, path: str, answer: Answer) -> None:
        """Answer requests for a path below an API; a response, or what is its JSON."""
        self._answers[APIS[api].path + path] = answer

    def always(self, api: Api, path: str, found: Any) -> None:
        """Answer every request for a path with the same."""
        self.at(api, path, lambda _request: found)

    def pages(self, obj: XeroObject[Any], rows: Sequence[dict[str, Any]], path: str = "") -> None:
        """Answer page by page, with Xero's counts."""
        self.at(obj.api, path or f"/{obj.path}", lambda request: paged(obj, rows, request))

    def client(self) -> XeroClient:
        """Return a client with whatever scopes."""
        return client_of(self._answer, FakeClock(), StubAuthorisation())

    def sent(self, obj: XeroObject[Any], path: str = "") -> list[httpx.Request]:
        """Return the requests for an object's list, or for another path of its API."""
        whole = APIS[obj.api].path + (path or f"/{obj.path}")
        return [request for request in self.requests if request.url.path == whole]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._answers.get(request.url.path)
        if answer is None:
            return httpx.Response(404, text="The resource you're looking for cannot be found")
        found = answer(request)
        return found if isinstance(found, httpx.Response) else httpx.Response(200, json=found)


def paged(
    obj: XeroObject[Any], rows: Sequence[dict[str, Any]], request: httpx.Request
) -> dict[str, Any]:
    """Return the envelope of the page that a request asks for."""
    page = int(request.url.params.get("page", "1"))
    size = int(request.url.params.get(obj.size_parameter, obj.page_size))
    some = list(rows[(page - 1) * size : page * size])
    count = -(-len(rows) // size)
    told = {"page": page, "pageSize": size, "pageCount": count, "itemCount": len(rows)}
    return {"pagination": told, "problem": None, obj.plural: some}
