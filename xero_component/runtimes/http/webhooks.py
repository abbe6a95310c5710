"""`POST /webhooks/xero`: the endpoint that Xero delivers to; what it brings is in the inbox."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from xero_component.errors import Group
from xero_component.runtimes.http.guard import SIGNED
from xero_component.runtimes.http.problems import MEDIA_TYPE, REFERENCES, ProblemError
from xero_component.runtimes.http.server import Server
from xero_component.triggers import WebhookApp, WebhookInput

_PROBLEM: dict[str, Any] = {MEDIA_TYPE: {"schema": {"$ref": f"{REFERENCES}Problem"}}}


class _Handover(Response):
    """Lets another application answer, which reads the body itself."""

    def __init__(self, app: WebhookApp) -> None:
        super().__init__()
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


def webhooks_router(server: Server) -> APIRouter:
    """Return the route of Xero's deliveries."""
    router = APIRouter(tags=["webhooks"])
    settings = server.settings
    app = None
    if settings.webhook_key is not None:
        keys = WebhookInput(
            webhook_key=settings.webhook_key, next_webhook_key=settings.next_webhook_key
        )
        app = WebhookApp(keys, server.inbox.receive)

    @router.post(
        SIGNED,
        operation_id="receive_webhook",
        summary="Receive a Webhook Delivery",
        response_class=Response,
        responses={
            200: {"description": "The events are stored. The body is empty."},
            400: {"description": "Signed, but no delivery. The body is empty."},
            401: {"description": "Not signed with the webhook key. The body is empty."},
            404: {"description": "The server has no webhook key.", "content": _PROBLEM},
            "default": {"description": "Nothing is stored, and Xero delivers again."},
        },
        openapi_extra={"security": []},
    )
    async def receive() -> Response:
        """Take a delivery of Xero's; its signature is checked before anything is read."""
        if app is None:
            raise ProblemError(
                404,
                "no-webhook-key",
                "No webhook is expected here",
                "The server has no webhook key.",
                group=Group.CONFIGURE,
                advice="Set XERO_COMPONENT_WEBHOOK_KEY to the key from Xero's developer portal.",
            )
        return _Handover(app)

    return router
