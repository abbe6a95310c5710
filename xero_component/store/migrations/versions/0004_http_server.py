"""What the HTTP server keeps: the API keys of its callers, and the answers that they were given."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables of the HTTP server."""
    op.create_table(
        "xero_api_keys",
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
    op.create_table(
        "xero_stored_answers",
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
