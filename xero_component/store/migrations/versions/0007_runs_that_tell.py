"""When a run of streams last told what it has done."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column."""
    op.add_column("xero_sync_runs", sa.Column("told_at", sa.Double))
