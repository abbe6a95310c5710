"""Grants and connections, as the first release made them without any revisions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of the token store."""
    op.create_table(
        "xero_grants",
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
    op.create_table(
        "xero_connections",
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column(
            "grant_id", sa.String(64), sa.ForeignKey("xero_grants.id"), nullable=False, index=True
        ),
        sa.Column("tenant_id", sa.String(64)),
        sa.Column("tenant_name", sa.Text),
        sa.Column("tenant_type", sa.String(64)),
        sa.Column("connection_id", sa.String(64)),
    )
