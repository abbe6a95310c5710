"""A small OpenAPI document to try the judge on, in the manner of Xero's."""

from copy import deepcopy
from typing import Any

INVOICE = "0032f627-3156-4d30-9b1c-4d3b994dc921"
_UUID = {"type": "string", "format": "uuid"}
_INVOICES = {"application/json": {"schema": {"$ref": "#/components/schemas/Invoices"}}}
_FILE = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}

_DOCUMENT = {
    "openapi": "3.0.0",
    "info": {"title": "Toy", "version": "1"},
    "paths": {
        "/Invoices": {
            "parameters": [{"$ref": "#/components/parameters/tenant"}],
            "get": {
                "operationId": "getInvoices",
                "security": [{"OAuth2": ["everything"]}],
                "parameters": [
                    {"in": "query", "name": "page", "schema": {"type": "integer"}},
                    {"in": "query", "name": "searchTerm", "schema": {"type": "string"}},
                    {
                        "in": "query",
                        "name": "IDs",
                        "explode": False,
                        "schema": {"type": "array", "items": _UUID},
                    },
                ],
                "responses": {"200": {"description": "-", "content": _INVOICES}},
            },
            "put": {
                "operationId": "createInvoices",
                "requestBody": {"required": True, "content": _INVOICES},
                "responses": {
                    "200": {"description": "-", "content": _INVOICES},
                    "400": {
                        "description": "-",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Error"}}
                        },
                    },
                },
            },
        },
        "/Invoices/{InvoiceID}/Attachments/{AttachmentID}": {
            "get": {
                "operationId": "getAttachmentById",
                "parameters": [
                    {"in": "path", "name": "InvoiceID", "required": True, "schema": _UUID},
                    {"in": "path", "name": "AttachmentID", "required": True, "schema": _UUID},
                ],
                "responses": {"200": {"description": "-", "content": _FILE}},
            }
        },
        "/Invoices/{InvoiceID}/Attachments/{FileName}": {
            "get": {
                "operationId": "getAttachmentByFileName",
                "parameters": [
                    {"in": "path", "name": "InvoiceID", "required": True, "schema": _UUID},
                    {
                        "in": "path",
                        "name": "FileName",
                        "required": True,
                        "schema": {"type": "string"},
                    },
                ],
                "responses": {"200": {"description": "-", "content": _FILE}},
            }
        },
    },
    "components": {
        "parameters": {
            "tenant": {
                "in": "header",
                "name": "xero-tenant-id",
                "required": True,
                "schema": {"type": "string"},
            }
        },
        "schemas": {
            "Invoices": {
                "type": "object",
                "properties": {
                    "Invoices": {"type": "array", "items": {"$ref": "#/components/schemas/Invoice"}}
                },
            },
            "Invoice": {
                "type": "object",
                "required": ["Type"],
                "properties": {
                    "Type": {"type": "string", "enum": ["ACCREC", "ACCPAY"]},
                    "Total": {"type": "number", "readOnly": True},
                    "CurrencyRate": {"type": "number"},
                    "Reference": {"type": "string"},
                    "StatusAttributeString": {"type": "string"},
                },
            },
            "Error": {
                "type": "object",
                "required": ["Message"],
                "properties": {"Message": {"type": "string"}},
            },
        },
    },
}


def toy_document() -> dict[str, Any]:
    """Return a copy of the document."""
    return deepcopy(_DOCUMENT)
