from decimal import Decimal
from typing import Any

import pytest

from tests.actions.wire import TENANT, TOKEN, Held, Run, Wire
from xero_component.catalogue.apis import APIS, Api
from xero_component.core import StepContext
from xero_component.errors import (
    GiveUpError,
    InputError,
    NotFoundError,
    OutcomeUnknownError,
    ValidationError,
)


async def test_a_request_goes_to_the_accounting_api_as_it_is(run: Run, wire: Wire):
    wire.answer({"Organisations": [{"Name": "Demo"}]}, headers={"X-MinLimit-Remaining": "59"})

    output = await run("raw_request", url="/Organisation", method="GET")

    assert output["status"] == 200
    assert output["data"] == {"Organisations": [{"Name": "Demo"}]}
    assert output["headers"]["x-minlimit-remaining"] == "59"
    sent = wire.one
    assert (sent.host, sent.line, sent.query) == ("api.xero.com", "GET /Organisation", {})
    assert sent.headers["authorization"] == f"Bearer {TOKEN}"
    assert sent.headers["xero-tenant-id"] == TENANT
    assert sent.headers["accept"] == "application/json"


@pytest.mark.parametrize(
    ("api", "base"),
    [
        ("accounting", "/api.xro/2.0"),
        ("files", "/files.xro/1.0"),
        ("assets", "/assets.xro/1.0"),
        ("projects", "/projects.xro/2.0"),
        ("payroll_au", "/payroll.xro/1.0"),
        ("payroll", "/payroll.xro/2.0"),
        ("finance", "/finance.xro/1.0"),
        ("bank_feeds", "/bankfeeds.xro/1.0"),
        ("app_store", "/appstore/2.0"),
        ("identity", ""),
    ],
)
async def test_each_api_has_its_base(run: Run, wire: Wire, api: str, base: str):
    wire.answer({})

    await run("raw_request", api=api, url="/Things/1", method="GET")

    assert (wire.one.host, wire.one.path) == ("api.xero.com", f"{base}/Things/1")
    assert ("xero-tenant-id" in wire.one.headers) is APIS[Api(api)].tenanted


def test_no_api_is_left_out():
    assert {str(api) for api in Api} == set(Api) == set(APIS)


async def test_a_custom_connection_sends_no_tenant(run: Run, wire: Wire, held: Held):
    held.tenant_id = None
    wire.answer({})

    await run("raw_request", url="/Organisation", method="GET")

    assert "xero-tenant-id" not in wire.one.headers


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"])
async def test_every_method_is_sent_and_writes_carry_a_key(run: Run, wire: Wire, method: str):
    wire.answer(content=b"")

    output = await run("raw_request", url="/X", method=method)

    assert output["data"] is None
    assert wire.one.method == method
    assert ("idempotency-key" in wire.one.headers) is (method in {"POST", "PUT", "PATCH"})


@pytest.mark.parametrize("method", ["get", "OPTIONS", "TRACE", "CONNECT", "", None])
async def test_another_method_is_refused(run: Run, wire: Wire, method: Any):
    with pytest.raises(InputError, match="method: must be 'GET', 'POST'"):
        await run("raw_request", url="/X", method=method)

    assert wire.sent == []


@pytest.mark.parametrize(
    ("response_type", "content", "expected"),
    [
        ("json", b'{"Total":0.10}', {"Total": Decimal("0.10")}),
        ("json", b"", None),
        ("text", "Zoë".encode(), "Zoë"),
        ("text", b"\xff", "�"),
        ("binary", b"%PDF\x00", b"%PDF\x00"),
    ],
)
async def test_the_answer_is_read_as_asked(
    run: Run, wire: Wire, response_type: str, content: bytes, expected: Any
):
    wire.answer(content=content)

    output = await run("raw_request", url="/X", method="GET", response_type=response_type)

    assert output["data"] == expected
    accept = "application/json" if response_type == "json" else "*/*"
    assert wire.one.headers["accept"] == accept


async def test_a_web_page_in_place_of_json_is_an_error(run: Run, wire: Wire):
    wire.answer(content=b"<html></html>")
    wire.answer(content=b"<html></html>")

    with pytest.raises(GiveUpError, match="Xero answered 200 without JSON"):
        await run("raw_request", url="/X", method="GET")
    with pytest.raises(OutcomeUnknownError, match="Xero answered 200 without JSON"):
        await run("raw_request", url="/X", method="POST")


@pytest.mark.parametrize(
    ("data", "content", "content_type"),
    [
        ({"Name": "Zoë 🍰"}, '{"Name":"Zoë 🍰"}'.encode(), "application/json"),
        ([1, None], b"[1,null]", "application/json"),
        (0, b"0", "application/json"),
        (False, b"false", "application/json"),
        ({}, b"{}", "application/json"),
        ('{"Amount": 0.10}', b'{"Amount": 0.10}', "application/json"),
        ("hello", b"hello", "text/plain; charset=utf-8"),
        ("Zm9vYmFy", b"Zm9vYmFy", "text/plain; charset=utf-8"),
        ("", b"", "text/plain; charset=utf-8"),
        ("[" * 100_000, b"[" * 100_000, "text/plain; charset=utf-8"),
        (b"\x00\xff", b"\x00\xff", "application/octet-stream"),
    ],
)
async def test_data_is_sent_as_what_it_is(
    run: Run, wire: Wire, data: Any, content: bytes, content_type: str
):
    wire.answer({})

    await run("raw_request", url="/X", method="POST", data=data)

    assert wire.one.content == content
    assert wire.one.headers["content-type"] == content_type


async def test_without_data_there_is_no_body_and_no_content_type(run: Run, wire: Wire):
    wire.answer({})

    await run("raw_request", url="/X", method="POST", data=None)

    assert wire.one.content == b""
    assert "content-type" not in wire.one.headers


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ({"data": float("nan")}, "data: holds a number that JSON cannot express"),
        ({"data": {"a": [float("inf")]}}, "data: holds a number that JSON cannot express"),
        ({"data": object()}, "data: holds a object, which JSON cannot express"),
        ({"data": {"a": b"x"}}, "data: holds a bytes, which JSON cannot express"),
        ({"data": "\ud800"}, "data holds text that is not Unicode"),
        ({"data": {}, "form_data": {"a": "b"}}, "give data, or form_data and file_data, not both"),
        ({"method": "GET", "data": {}}, "a GET has no body"),
        ({"method": "HEAD", "form_data": {"a": "b"}}, "a HEAD has no body"),
        ({"file_data_file_names": {"a": "b"}}, "file_data_file_names names 'a', not in file_data"),
        ({"form_data": {"a": 1}}, "form_data.a: must be text"),
        ({"file_data": {"a": "?"}}, "file_data.a: must be Base64"),
        ({"query_parameter": {"page": 1}}, "query_parameter.page: must be text"),
        ({"query_parameter": "a=b"}, "query_parameter: "),
        ({"response_type": "xml"}, "response_type: must be 'json', 'text' or 'binary'"),
        ({"timeout": 0}, "timeout: must be greater than 0"),
        ({"timeout": 601}, "timeout: must be less than or equal to 600"),
        ({"timeout": "nan"}, "timeout: "),
        ({"retry_delay_ms": -1}, "retry_delay_ms: "),
        ({"retry_delay_ms": 60_001}, "retry_delay_ms: "),
        ({"max_retry_count": 11}, "max_retry_count: "),
        ({"api": "xpm"}, "api: must be 'accounting', 'files'"),
    ],
)
async def test_input_that_cannot_be_right_is_refused(
    run: Run, wire: Wire, raw: dict[str, Any], problem: str
):
    with pytest.raises(InputError, match=problem):
        await run("raw_request", **{"url": "/X", "method": "POST", **raw})

    assert wire.sent == []


async def test_query_parameters_are_encoded(run: Run, wire: Wire):
    wire.answer({})
    query = {"where": 'Name=="A&B #1+2"', "empty": "", "é": "\n"}

    await run("raw_request", url="/X", method="GET", query_parameter=query)

    assert wire.one.query == query


async def test_xero_s_refusal_is_told_in_its_words(run: Run, wire: Wire):
    wire.answer(
        {"Type": "ValidationException", "Elements": [{"ValidationErrors": [{"Message": "No."}]}]},
        status=400,
    )
    wire.answer(status=404, content=b"not found")

    with pytest.raises(ValidationError, match=r"No\."):
        await run("raw_request", url="/X", method="POST", data={})
    with pytest.raises(NotFoundError):
        await run("raw_request", url="/X", method="GET")


async def test_a_dry_run_shows_the_request_without_the_token(run: Run, wire: Wire, held: Held):
    planned = await run(
        "raw_request",
        StepContext(dry_run=True),
        url="/X y",
        method="POST",
        data={"Amount": "0.10"},
        query_parameter={"a": "b c"},
    )

    assert (wire.sent, held.asked) == ([], 0)
    assert planned.url == "https://api.xero.com/api.xro/2.0/X%20y?a=b+c"
    assert planned.body == {"Amount": "0.10"}
    assert planned.headers["Authorization"] == "Bearer ********"
    assert planned.headers["xero-tenant-id"] == TENANT
    assert TOKEN not in repr(planned)
