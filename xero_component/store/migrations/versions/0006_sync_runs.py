"""The log of runs of streams."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

row_id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "xero_sync_runs",
        sa.Column("id", row_id, primary_key=True),
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
        sa.Index("xero_sync_runs_of_destination", "tenant_id", "destination", "id"),
    )
