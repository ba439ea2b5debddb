"""A heartbeat belongs to a worker: a healthy one no longer hides another's trouble."""

from alembic import op

from services.chassis.store.migrations.columns import count, moment, text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Begin anew: what beats will be written again within seconds."""
    op.drop_table("heartbeat")
    op.create_table(
        "heartbeat",
        text("worker", primary_key=True),
        text("loop", primary_key=True),
        moment("at"),
        count("lag"),
        text("trouble"),
    )
