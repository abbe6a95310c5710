"""The judge finds what is wrong, names it, and finds nothing in what is right."""

import json
from typing import Any

import pytest

from tests.judges.judge import Answered, Judge, Sent
from tests.judges.toy_document import INVOICE, toy_document

TENANT = (("xero-tenant-id", "t"), ("Content-Type", "application/json"))
GOOD = {"Type": "ACCREC", "CurrencyRate": 1.5}


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(toy_document())


def created(*invoices: dict[str, Any], headers: tuple[tuple[str, str], ...] = TENANT) -> Sent:
    body = json.dumps({"Invoices": invoices}).encode()
    return Sent("PUT", "/Invoices", headers=headers, body=body)


def answered(body: Any, status: int = 200, method: str = "PUT") -> Answered:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answered(method, "/Invoices", status, "application/json; charset=utf-8", content)


def test_a_right_request_passes(judge: Judge) -> None:
    assert judge.request(created(GOOD)) == []
    ids = f"page=2&searchTerm=&IDs={INVOICE},{INVOICE}"
    assert judge.request(Sent("GET", "/Invoices", ids, TENANT)) == []


@pytest.mark.parametrize(
    ("invoice", "said"),
    [
        ({"Type": "ACCRECC"}, ".Invoices[0].Type: 'ACCRECC' is not one of"),
        ({**GOOD, "CurrencyRate": "1.5"}, ".Invoices[0].CurrencyRate: '1.5' is not of type"),
        ({"CurrencyRate": 1}, ".Invoices[0]: 'Type' is a required property"),
        ({**GOOD, "Refrence": "x"}, "('Refrence' was unexpected)"),
        ({**GOOD, "Reference": None}, ".Invoices[0].Reference: None for not nullable"),
        ({**GOOD, "Total": 1}, "read-only"),
    ],
)
def test_a_wrong_element_of_a_request_is_named(judge: Judge, invoice: Any, said: str) -> None:
    found = "\n".join(judge.request(created(invoice)))
    assert found.startswith("createInvoices (PUT /Invoices), request: ")
    assert said in found


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (created(GOOD, headers=TENANT[1:]), "xero-tenant-id"),
        (Sent("PUT", "/Invoices", headers=TENANT), "required"),
        (created(GOOD, headers=(TENANT[0], ("Content-Type", "text/plain"))), "text/plain"),
        (Sent("PUT", "/Invoices", headers=TENANT, body=b"{"), "Failed to deserialize"),
        (Sent("GET", "/Invoices", "page=two", TENANT), "'two'"),
        (Sent("GET", "/Invoices", "page=", TENANT), "page"),
        (Sent("GET", "/Invoices", "IDs=INV-1", TENANT), "'INV-1' is not a 'uuid'"),
        (Sent("GET", "/Invoices", "Page=1", TENANT), "query parameter 'Page' is not documented"),
        (Sent("GET", "/invoices", "", TENANT), "GET /invoices: no operation"),
        (Sent("DELETE", "/Invoices", "", TENANT), "DELETE /Invoices: no operation"),
        (Sent("GET", "/Bills", "", TENANT), "GET /Bills: no operation"),
    ],
)
def test_a_wrong_request_is_named(judge: Judge, sent: Sent, said: str) -> None:
    assert said in "\n".join(judge.request(sent))


def test_a_right_answer_passes(judge: Judge) -> None:
    assert judge.answer(answered({"Invoices": [{**GOOD, "Total": 7}]})) == []
    assert judge.answer(answered({"Message": "no"}, 400)) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (answered({"Invoices": [{"Type": "SALE"}]}), ".Invoices[0].Type: 'SALE' is not one of"),
        (answered({"Invoices": [{"Type": "ACCREC", "Total": "7"}]}), "'7' is not of type 'number'"),
        (answered({"Invoices": [{"Total": 7}]}), "'Type' is a required property"),
        (answered({"Invoices": [GOOD], "Extra": 1}), "'Extra' was unexpected"),
        (answered(b""), "answer 200"),
        (answered(b"{"), "answer 200"),
        (answered({"Title": "no"}, 400), "'Message' is a required property"),
        (Answered("PUT", "/Invoices", 200, "text/html", b"<html>"), "text/html"),
        (Answered("PUT", "/Bills", 200, "text/html", b""), "200 from no operation"),
    ],
)
def test_a_wrong_answer_is_named(judge: Judge, wrong: Answered, said: str) -> None:
    assert said in "\n".join(judge.answer(wrong))


@pytest.mark.parametrize("status", [301, 401, 403, 404, 405, 429, 500, 503])
def test_faults_and_refusals_at_the_door_are_not_judged(judge: Judge, status: int) -> None:
    assert judge.answer(answered(b"<html>", status)) == []
    assert judge.answer(Answered("GET", "/Bills", status, "text/html", b"")) == []


def test_what_was_wrong_once_is_wrong_again(judge: Judge) -> None:
    wrong = answered({"Invoices": [GOOD, {"Type": "SALE"}]})
    assert judge.answer(wrong) == judge.answer(wrong) != []
    assert "Invoices[1]" in judge.answer(wrong)[0]


def test_answers_are_found_under_any_capitals_and_requests_are_not(judge: Judge) -> None:
    wrong = Answered("GET", "/INVOICES", 200, "application/json", b"[]")
    assert "getInvoices" in judge.answer(wrong)[0]


def test_a_refused_element_repeats_its_client_but_must_say_why(judge: Judge) -> None:
    refused = {"Type": "SALE", "StatusAttributeString": "ERROR"}
    why = {"ValidationErrors": [{"Message": "Type is wrong"}]}
    assert judge.answer(answered({"Invoices": [{**refused, **why}, GOOD]})) == []
    assert judge.answer(answered({"Invoices": [refused]})) != []
    assert judge.answer(answered({"Invoices": [{**refused, "ValidationErrors": []}]})) != []


@pytest.mark.parametrize(
    ("last", "operation"),
    [(INVOICE, "getAttachmentById"), ("a%2Fb.pdf", "getAttachmentByFileName")],
)
def test_a_file_is_told_from_an_id(judge: Judge, last: str, operation: str) -> None:
    path = f"/Invoices/{INVOICE}/Attachments/{last}"
    assert judge.request(Sent("GET", path)) == []
    assert operation in judge.request(Sent("GET", path, "x=1"))[0]
