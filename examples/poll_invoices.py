"""Tell what happened to invoices since the last run: `python examples/poll_invoices.py FILE`.

The file keeps the state. The first run takes note of what there is; run it every few minutes, for
instance by cron. The connection is `demo`, or the second argument.
"""

import json
import sys
from pathlib import Path

from xero_component.runtimes.local import LocalRuntime

file = Path(sys.argv[1])
connection = sys.argv[2] if len(sys.argv) > 2 else "demo"
state = json.loads(file.read_text("utf-8")) if file.exists() else None

with LocalRuntime(connection) as xero:
    more = True
    while more:
        polled = xero.poll("new_and_updated_records", {"object": "invoices"}, state)
        for event in polled.events:
            invoice = event["record"]
            print(event["kind"], invoice["InvoiceNumber"], invoice["Status"], invoice["AmountDue"])
        state, more = polled.state, polled.more
        draft = file.with_suffix(".new")
        draft.write_text(json.dumps(state), "utf-8")
        draft.replace(file)  # only now: if this run dies before, the events come again
