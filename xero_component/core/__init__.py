"""What an action, a trigger, a connection and a data source ARE. Knows neither HTTP nor Xero."""

from xero_component.core.action import Action, Effect, action
from xero_component.core.component import Component
from xero_component.core.connection import ConnectionInput, ConnectionType, Flow
from xero_component.core.context import PlannedRequest, Priority, StepContext, Trace
from xero_component.core.data_source import Choice, ChoiceQuery, Choices, DataSource, data_source
from xero_component.core.inputs import ActionInput, Form
from xero_component.core.invoke import (
    Outcome,
    invoke,
    invoke_sync,
    look_up,
    perform,
    present,
    validate,
)
from xero_component.core.listening import latest, look_up_polling, poll
from xero_component.core.registry import discover
from xero_component.core.trigger import (
    HttpDelivery,
    Polled,
    PollingTrigger,
    State,
    Trigger,
    TriggerInput,
    TriggerKind,
    TriggerReply,
    WebhookTrigger,
    polling_trigger,
    webhook_trigger,
)

__all__ = [
    "Action",
    "ActionInput",
    "Choice",
    "ChoiceQuery",
    "Choices",
    "Component",
    "ConnectionInput",
    "ConnectionType",
    "DataSource",
    "Effect",
    "Flow",
    "Form",
    "HttpDelivery",
    "Outcome",
    "PlannedRequest",
    "Polled",
    "PollingTrigger",
    "Priority",
    "State",
    "StepContext",
    "Trace",
    "Trigger",
    "TriggerInput",
    "TriggerKind",
    "TriggerReply",
    "WebhookTrigger",
    "action",
    "data_source",
    "discover",
    "invoke",
    "invoke_sync",
    "latest",
    "look_up",
    "look_up_polling",
    "perform",
    "poll",
    "polling_trigger",
    "present",
    "validate",
    "webhook_trigger",
]
