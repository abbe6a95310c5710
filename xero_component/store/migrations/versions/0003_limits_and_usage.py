"""The budgets that processes share, and what they have used."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables of limits and usage."""
    op.create_table(
        "xero_limits",
        sa.Column("app", sa.String(200), primary_key=True),
        sa.Column("tenant_id", sa.String(200), primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("changed_at", sa.Double, nullable=False),
    )
    op.create_table(
        "xero_usage",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("app", sa.String(200), primary_key=True),
        sa.Column("tenant_id", sa.String(200), primary_key=True),
        sa.Column("family", sa.String(100), primary_key=True),
        sa.Column("calls", sa.BigInteger, nullable=False),
        sa.Column("limited", sa.BigInteger, nullable=False),
        sa.Column("wire_bytes", sa.BigInteger, nullable=False),
        sa.Column("decoded_bytes", sa.BigInteger, nullable=False),
    )
