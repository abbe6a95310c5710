import pytest

SERVICE = {
    "PaymentServiceName": "ACME Payments",
    "PaymentServiceUrl": "https://pay.example/now",
    "PayNowText": "Pay Now",
}


def test_a_service_is_created_and_listed(xero):
    made = xero.create("PaymentServices", {"PaymentServices": [SERVICE]})
    assert {**SERVICE, "PaymentServiceType": "Custom"}.items() <= made.items()
    assert made in xero.all("PaymentServices")
    assert len(xero.all("PaymentServices")) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"PaymentServiceName": None},
        {"PaymentServiceName": "payupnow"},
        {"PaymentServiceUrl": ""},
        {"PaymentServiceUrl": "http://pay.example"},
        {"PaymentServiceUrl": "https://[pay"},
        {"PaymentServiceUrl": "javascript:alert(1)"},
        {"PayNowText": None},
        {"PayNowText": "x" * 51},
    ],
)
def test_a_service_that_breaks_a_rule_is_refused(xero, fields):
    reply = xero.put("PaymentServices", {**SERVICE, **fields})
    assert (reply.status, reply.json["ErrorNumber"]) == (400, 10)
    assert len(xero.all("PaymentServices")) == 1


def test_a_service_can_be_neither_changed_nor_read_alone(xero):
    made = xero.create("PaymentServices", SERVICE)["PaymentServiceID"]
    assert xero.get(f"PaymentServices/{made}").status == 404
    assert xero.post("PaymentServices", SERVICE).status == 405
