"""The webhook inbox: events, who wants them, what became of each, and numbers that are missing."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

row_id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables of the inbox."""
    make_events()
    make_jobs()
    make_sequences()


def make_events() -> None:
    """Make the tables of events and of those who want them."""
    op.create_table(
        "xero_webhook_events",
        sa.Column("id", row_id, primary_key=True),
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
    op.create_table(
        "xero_webhook_subscriptions",
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("organisations", sa.Text, nullable=False),
        sa.Column("categories", sa.Text, nullable=False),
        sa.Column("event_types", sa.Text, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
    )


def make_jobs() -> None:
    """Make the table of what became of each event for each who wants it."""
    op.create_table(
        "xero_webhook_jobs",
        sa.Column("id", row_id, primary_key=True),
        sa.Column("event_id", row_id, sa.ForeignKey("xero_webhook_events.id"), nullable=False),
        sa.Column(
            "subscription",
            sa.String(200),
            sa.ForeignKey("xero_webhook_subscriptions.name"),
            nullable=False,
        ),
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


def make_sequences() -> None:
    """Make the tables of the sequence numbers that came, and of the gaps between them."""
    op.create_table(
        "xero_webhook_sequences",
        sa.Column("feed", sa.String(200), primary_key=True),
        sa.Column("era", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("lowest", sa.BigInteger, nullable=False),
        sa.Column("highest", sa.BigInteger, nullable=False),
        sa.Column("oldest_at", sa.Double, nullable=False),
        sa.Column("newest_at", sa.Double, nullable=False),
    )
    op.create_table(
        "xero_webhook_gaps",
        sa.Column("id", row_id, primary_key=True),
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
