"""Every table that the component keeps, in one database: tokens, events, what is shared.

A change here needs a revision, or databases that are there already lack it (CONTRIBUTING.md).
"""

import sqlalchemy as sa

metadata = sa.MetaData()

grants = sa.Table(
    "xero_grants",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("connection_type", sa.String(64), nullable=False),
    sa.Column("client_id", sa.String(200), nullable=False),
    sa.Column("secrets", sa.Text, nullable=False),
    sa.Column("expires_at", sa.Double),
    sa.Column("requested_scopes", sa.Text, nullable=False),
    sa.Column("scopes", sa.Text, nullable=False),
    sa.Column("auth_event_id", sa.String(200)),
    sa.Column("issuer", sa.String(200), nullable=False),
    sa.Column("reconnect_reason", sa.Text),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("lease_owner", sa.String(64)),
    sa.Column("lease_until", sa.Double),
)

connections = sa.Table(
    "xero_connections",
    metadata,
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("grant_id", sa.ForeignKey(grants.c.id), nullable=False, index=True),
    sa.Column("tenant_id", sa.String(64)),
    sa.Column("tenant_name", sa.Text),
    sa.Column("tenant_type", sa.String(64)),
    sa.Column("connection_id", sa.String(64)),
)

_row_id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""An id that counts up by itself; SQLite does that for INTEGER alone."""

webhook_events = sa.Table(
    "xero_webhook_events",
    metadata,
    sa.Column("id", _row_id, primary_key=True),
    sa.Column("identity", sa.String(64), nullable=False, unique=True),
    sa.Column("tenant_id", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("event_type", sa.Text, nullable=False),
    sa.Column("resource_id", sa.Text, nullable=False),
    sa.Column("resource", sa.String(64), nullable=False, index=True),
    sa.Column("happened_at", sa.Double, nullable=False),
    sa.Column("received_at", sa.Double, nullable=False, index=True),
    sa.Column("healed", sa.Boolean, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)

webhook_subscriptions = sa.Table(
    "xero_webhook_subscriptions",
    metadata,
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("organisations", sa.Text, nullable=False),
    sa.Column("categories", sa.Text, nullable=False),
    sa.Column("event_types", sa.Text, nullable=False),
    sa.Column("created_at", sa.Double, nullable=False),
)

webhook_jobs = sa.Table(
    "xero_webhook_jobs",
    metadata,
    sa.Column("id", _row_id, primary_key=True),
    sa.Column("event_id", sa.ForeignKey(webhook_events.c.id), nullable=False),
    sa.Column("subscription", sa.ForeignKey(webhook_subscriptions.c.name), nullable=False),
    sa.Column("resource", sa.String(64), nullable=False),
    sa.Column("happened_at", sa.Double, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_at", sa.Double, nullable=False),
    sa.Column("lease", sa.String(32)),
    sa.Column("leased_until", sa.Double),
    sa.Column("reason", sa.Text),
    sa.Column("settled_at", sa.Double),
    sa.UniqueConstraint("event_id", "subscription"),
    sa.Index("xero_webhook_jobs_waiting", "subscription", "state", "id"),
    sa.Index("xero_webhook_jobs_of_resource", "subscription", "resource", "state"),
)
"""One event for one subscription: pending (perhaps leased to a handler), done, or parked."""

webhook_sequences = sa.Table(
    "xero_webhook_sequences",
    metadata,
    sa.Column("feed", sa.String(200), primary_key=True),
    sa.Column("era", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("lowest", sa.BigInteger, nullable=False),
    sa.Column("highest", sa.BigInteger, nullable=False),
    sa.Column("oldest_at", sa.Double, nullable=False),
    sa.Column("newest_at", sa.Double, nullable=False),
)
"""The sequence numbers seen of one app's webhook, anew each time that they start again."""

webhook_gaps = sa.Table(
    "xero_webhook_gaps",
    metadata,
    sa.Column("id", _row_id, primary_key=True),
    sa.Column("feed", sa.String(200), nullable=False),
    sa.Column("era", sa.Integer, nullable=False),
    sa.Column("first", sa.BigInteger, nullable=False),
    sa.Column("last", sa.BigInteger, nullable=False),
    sa.Column("since", sa.Double, nullable=False),
    sa.Column("until", sa.Double, nullable=False),
    sa.Column("found_at", sa.Double, nullable=False),
    sa.Column("closed_at", sa.Double),
    sa.Column("closed_by", sa.Text),
    sa.Index("xero_webhook_gaps_open", "feed", "closed_at"),
)

limits = sa.Table(
    "xero_limits",
    metadata,
    sa.Column("app", sa.String(200), primary_key=True),
    sa.Column("tenant_id", sa.String(200), primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("changed_at", sa.Double, nullable=False),
)
"""The budget of one organisation that an app calls, as JSON; `*` is the budget of the whole app."""

usage = sa.Table(
    "xero_usage",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("app", sa.String(200), primary_key=True),
    sa.Column("tenant_id", sa.String(200), primary_key=True),
    sa.Column("family", sa.String(100), primary_key=True),
    sa.Column("calls", sa.BigInteger, nullable=False),
    sa.Column("limited", sa.BigInteger, nullable=False),
    sa.Column("wire_bytes", sa.BigInteger, nullable=False),
    sa.Column("decoded_bytes", sa.BigInteger, nullable=False),
)
"""What was asked of Xero on one day (UTC), by the first part of the path."""

api_keys = sa.Table(
    "xero_api_keys",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("key_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("connections", sa.Text),
    sa.Column("effects", sa.Text, nullable=False),
    sa.Column("created_at", sa.Double, nullable=False),
    sa.Column("expires_at", sa.Double),
    sa.Column("last_used_at", sa.Double),
    sa.Column("revoked_at", sa.Double),
)
"""Who may call the HTTP server. `connections` and `effects` are JSON lists; null: every one."""

stored_answers = sa.Table(
    "xero_stored_answers",
    metadata,
    sa.Column("key_hash", sa.String(64), primary_key=True),
    sa.Column("action", sa.String(200), nullable=False),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("started_at", sa.Double, nullable=False),
    sa.Column("owner", sa.String(32)),
    sa.Column("leased_until", sa.Double),
    sa.Column("answer", sa.Text),
    sa.Column("expires_at", sa.Double, nullable=False, index=True),
)
"""One request with an `Idempotency-Key`: free, running (leased to a process) or done."""

consent_steps = sa.Table(
    "xero_consent_steps",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("app", sa.String(50), nullable=False),
    sa.Column("browser_hash", sa.String(64)),
    sa.Column("details", sa.Text, nullable=False),
    sa.Column("expires_at", sa.Double, nullable=False, index=True),
)
"""One step of a consent over the web, under the hash of what its holder shows; `details` are
encrypted."""

sync_runs = sa.Table(
    "xero_sync_runs",
    metadata,
    sa.Column("id", _row_id, primary_key=True),
    sa.Column("connection", sa.String(200), nullable=False),
    sa.Column("tenant_id", sa.String(64), nullable=False),
    sa.Column("destination", sa.Text, nullable=False),
    sa.Column("started_at", sa.Double, nullable=False, index=True),
    sa.Column("ended_at", sa.Double),
    sa.Column("outcome", sa.String(20)),
    sa.Column("streams", sa.Text, nullable=False),
    sa.Column("calls", sa.BigInteger, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("continue_at", sa.Double),
    sa.Column("told_at", sa.Double),
    sa.Index("xero_sync_runs_of_destination", "tenant_id", "destination", "id"),
)
"""One run of streams into a destination, with what it did for each stream as JSON.

While it goes on, `outcome` is null, or says that it is to pause; `told_at` is the time at which it
last told what it has done.
"""
