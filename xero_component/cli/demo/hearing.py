"""Step 5: Xero reports what changed, and a forger is turned away."""

import httpx

from xero_component.cli.demo.stage import Stage


def hear_webhooks(stage: Stage) -> None:
    """Wait for the signed events about the invoices, then send a forged one."""
    narrator = stage.narrator
    narrator.step("Webhooks: signed deliveries over HTTP")
    narrator.say(f"An endpoint of the flow builder listens at {stage.inbox.url}.")
    wanted = {str(invoice["InvoiceID"]) for invoice in stage.invoices.values()}
    narrator.claim(
        f"A verified event came in for each of the {len(wanted)} invoices.",
        set(),
        stage.inbox.missing(wanted),
    )
    events = [event for event in stage.inbox.events if event.get("resourceId") in wanted]
    narrator.table(
        ["Category", "Type", "Moment (UTC)", "Record"],
        [(e["eventCategory"], e["eventType"], e["eventDateUtc"], e["resourceId"]) for e in events],
    )
    narrator.claim(
        "They say that invoices were created.",
        {("INVOICE", "CREATE")},
        {(event["eventCategory"], event["eventType"]) for event in events},
    )
    before = len(stage.inbox.events)
    forged = httpx.post(
        stage.inbox.url,
        json={"events": [{"resourceId": "forged"}]},
        headers={"x-xero-signature": "Zm9yZ2Vk"},
        trust_env=False,
    )
    narrator.claim(
        "A forged delivery is answered 401 with an empty body, and no flow runs.",
        (401, b"", before),
        (forged.status_code, forged.content, len(stage.inbox.events)),
    )
