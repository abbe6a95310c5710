"""Answers below 500 that say no: what each becomes, and that none is sent twice."""

from typing import Any

import httpx
import pytest
import respx

from tests.api.wiring import HTML, INVOICE, NOT_ALLOWED, StubAuthorisation, client_of
from tests.clocks import FakeClock
from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import INVOICES, PAYMENTS
from xero_component.errors import (
    BadRequestError,
    ElementProblem,
    GiveUpError,
    NotFoundError,
    ReconnectError,
    ScopeError,
    ValidationError,
    XeroComponentError,
)

VALIDATION = {
    "ErrorNumber": 10,
    "Type": "ValidationException",
    "Message": "A validation exception occurred",
    "Elements": [
        {"InvoiceNumber": "INV-1", "ValidationErrors": []},
        {
            "InvoiceID": "00000000-0000-0000-0000-000000000000",
            "InvoiceNumber": "INV-2",
            "ValidationErrors": [
                {"Message": "Account code '999' is not valid"},
                {"Message": "Account code '999' is not valid"},
                {"Message": "Due date is required."},
            ],
        },
    ],
}


async def refused(
    xero: XeroClient, router: respx.Router, response: httpx.Response, method: str = "PUT"
) -> XeroComponentError:
    route = router.route(method=method)
    route.mock(return_value=response)
    called = xero.create(INVOICES, {}) if method == "PUT" else xero.get(INVOICES, INVOICE)
    with pytest.raises(XeroComponentError) as raised:
        await called
    assert route.call_count == 1, "a refusal is never sent twice"
    return raised.value


async def test_a_validation_exception_names_each_element_and_message(
    xero: XeroClient, router: respx.Router
) -> None:
    answer = httpx.Response(400, json=VALIDATION, headers={"xero-correlation-id": "c-9"})
    error = await refused(xero, router, answer)
    assert isinstance(error, ValidationError)
    assert error.elements == (
        ElementProblem(1, ("Account code '999' is not valid", "Due date is required."), "INV-2"),
    )
    assert (error.status, error.correlation_id) == (400, "c-9")
    assert "Account code '999' is not valid. Due date is required." in error.message


async def test_several_bad_elements_are_told_apart_also_without_a_number(
    xero: XeroClient, router: respx.Router
) -> None:
    elements = [
        {"ValidationErrors": [{"Message": "First"}]},
        {"Name": "Acme", "ValidationErrors": [{"Message": "Second"}]},
    ]
    error = await refused(
        xero, router, httpx.Response(400, json={"ErrorNumber": 10, "Elements": elements})
    )
    assert "Element 1: First. Acme: Second." in error.message


async def test_a_validation_exception_without_elements_keeps_its_message(
    xero: XeroClient, router: respx.Router
) -> None:
    body = {"ErrorNumber": 10, "Type": "ValidationException", "Message": "Date is locked"}
    error = await refused(xero, router, httpx.Response(400, json=body))
    assert isinstance(error, ValidationError)
    assert "Date is locked" in error.message


@pytest.mark.parametrize(
    ("number", "kind", "message"),
    [
        (14, "PostDataInvalidException", "JSON for post data was invalid"),
        (16, "QueryParseException", "No property or field 'Nme' exists in type 'Contact'"),
        (None, None, "The idempotency key was used with a different request"),
        (None, None, "not filtering Invoices efficiently, given the extremely high volume"),
        (None, None, "You have exceeded your daily email limit"),
    ],
)
async def test_a_request_that_xero_cannot_read_is_a_bad_request_with_its_words(
    xero: XeroClient, router: respx.Router, number: int | None, kind: str | None, message: str
) -> None:
    body = {"ErrorNumber": number, "Type": kind, "Message": message}
    error = await refused(xero, router, httpx.Response(400, json=body))
    assert type(error) is BadRequestError
    assert message in error.message
    assert error.status == 400
    assert error.group == "fix_input"


async def test_with_unknown_scopes_all_that_the_call_needs_are_named(
    xero: XeroClient, router: respx.Router, authorisation: StubAuthorisation
) -> None:
    error = await refused(xero, router, httpx.Response(401, json=NOT_ALLOWED), "GET")
    assert isinstance(error, ScopeError)
    assert error.missing == ("accounting.invoices.read",)
    assert authorisation.rejected == []


@pytest.mark.parametrize("scope", ["accounting.payments", "accounting.transactions"])
async def test_with_the_scope_held_the_user_lacks_a_permission(
    router: respx.Router, clock: FakeClock, scope: str
) -> None:
    router.put("/Payments").respond(401, json=NOT_ALLOWED)
    async with client_of(router, clock, StubAuthorisation(scopes={scope})) as xero:
        with pytest.raises(ScopeError) as raised:
            await xero.create(PAYMENTS, {})
    assert raised.value.missing == ()
    assert "administrator" in raised.value.advice


@pytest.mark.parametrize("detail", ["TokenInvalidSignature", "AuthenticationUnsuccessful", ""])
async def test_any_other_401_asks_to_connect_again(
    xero: XeroClient, router: respx.Router, authorisation: StubAuthorisation, detail: str
) -> None:
    error = await refused(xero, router, httpx.Response(401, json={"Detail": detail}))
    assert isinstance(error, ReconnectError)
    assert detail in error.message
    assert authorisation.rejected == []


async def test_403_is_a_lost_organisation(xero: XeroClient, router: respx.Router) -> None:
    body = {"Title": "Forbidden", "Status": 403, "Detail": "AuthenticationUnsuccessful"}
    error = await refused(xero, router, httpx.Response(403, json=body))
    assert isinstance(error, ReconnectError)
    assert error.status == 403
    assert "AuthenticationUnsuccessful" in error.message
    assert "organisation is still connected" in error.advice


@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_404_in_plain_text_is_not_found(
    xero: XeroClient, router: respx.Router, method: str
) -> None:
    text = "The resource you're looking for cannot be found"
    error = await refused(xero, router, httpx.Response(404, text=text), method)
    assert isinstance(error, NotFoundError)
    assert f"{method} /Invoices" in error.message


@pytest.mark.parametrize("status", [405, 406, 409, 412, 413, 415, 422])
async def test_other_refusals_are_bad_requests_with_their_status(
    xero: XeroClient, router: respx.Router, status: int
) -> None:
    error = await refused(xero, router, httpx.Response(status, text="Not  like\nthis"))
    assert type(error) is BadRequestError
    assert error.message == f"Xero refused the request ({status}): Not like this."


async def test_a_web_page_is_named_rather_than_quoted(
    xero: XeroClient, router: respx.Router
) -> None:
    error = await refused(xero, router, httpx.Response(400, content=HTML))
    assert error.message == ("Xero refused the request (400): a web page titled 'Gateway sorry'.")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            {"message": "Bad", "modelState": {"name": ["is empty", "is short"]}},
            "name: is empty, is",
        ),
        ({"message": "Bad", "modelState": {"name": "is empty"}}, "Bad name: is empty"),
    ],
)
async def test_the_projects_shape_is_a_validation_error_with_its_fields(
    xero: XeroClient, router: respx.Router, body: dict[str, Any], said: str
) -> None:
    error = await refused(xero, router, httpx.Response(400, json=body))
    assert isinstance(error, ValidationError)
    assert said in error.message


PROBLEM = {
    "type": "application/problem+json",
    "title": "BadRequest",
    "status": 400,
    "detail": "Validation error occurred.",
    "invalidFields": [{"name": "DateOfBirth", "reason": "is required"}],
}


@pytest.mark.parametrize("body", [PROBLEM, {"id": "1", "employee": None, "problem": PROBLEM}])
async def test_problem_json_is_read_bare_and_as_payroll_wraps_it(
    xero: XeroClient, router: respx.Router, body: dict[str, Any]
) -> None:
    error = await refused(xero, router, httpx.Response(400, json=body))
    assert "Validation error occurred. DateOfBirth: is required" in error.message


@pytest.mark.parametrize("body", [b'"Just a text"', b"Just a text"])
async def test_a_bare_text_is_quoted(xero: XeroClient, router: respx.Router, body: bytes) -> None:
    error = await refused(xero, router, httpx.Response(400, content=body))
    assert error.message == "Xero refused the request (400): Just a text."


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{}", b'{"Elements":[1,null]}', b"\xff\xfe"]
)
async def test_a_refusal_with_nothing_in_it_still_is_one(
    xero: XeroClient, router: respx.Router, body: bytes
) -> None:
    error = await refused(xero, router, httpx.Response(400, content=body))
    assert type(error) is BadRequestError
    assert error.message.startswith("Xero refused the request (400)")


async def test_a_huge_message_is_cut(xero: XeroClient, router: respx.Router) -> None:
    error = await refused(xero, router, httpx.Response(400, json={"Message": "x" * 50_000}))
    assert len(error.message) < 1_000


@pytest.mark.parametrize("method", ["GET", "PUT"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed_and_no_other_host_gets_the_token(
    xero: XeroClient, router: respx.Router, status: int, method: str
) -> None:
    answer = httpx.Response(status, headers={"Location": "https://evil.example/api.xro/2.0"})
    error = await refused(xero, router, answer, method)
    assert isinstance(error, GiveUpError)
    assert error.status == status
    assert [call.request.url.host for call in router.calls] == ["api.xero.com"]
