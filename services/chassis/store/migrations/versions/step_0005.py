"""Receipts have an age, so that they can go when nobody repeats a request any more."""

import time

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Give receipts their moment; those there are count from now on."""
    at: sa.Column[float] = sa.Column("at", sa.Double(), nullable=False, server_default=sa.text("0"))
    op.add_column("receipt", at)
    op.get_bind().execute(sa.text("UPDATE receipt SET at = :now"), {"now": time.time()})
    op.create_index("receipt_by_age", "receipt", ["at"])
