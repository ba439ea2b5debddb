"""Messages set aside keep their very bytes; gaps on the way in are seen and remembered."""

import hashlib
import time

import sqlalchemy as sa
from alembic import op

from services.chassis.store.migrations.columns import blob, count, moment, numbered, text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Carry what was set aside over; begin to remember what went out before in each partition."""
    connection = op.get_bind()
    kept = connection.execute(sa.text("SELECT * FROM parked ORDER BY number")).mappings().all()
    op.drop_table("parked")
    table = op.create_table(
        "parked",
        numbered("number"),
        text("topic"),
        count("part"),
        count("record_offset"),
        blob("key"),
        # SHA-256 of the key, to find it by: keys may be longer than an index takes.
        text("key_sha256"),
        text("state"),
        text("why"),
        text("source"),
        text("event_id"),
        text("headers"),
        blob("value"),
        # SHA-256 over topic, key, headers and value: the same record is set aside once.
        text("digest", unique=True),
        moment("at"),
        # 1 when the dead-letter topic has it.
        count("told"),
        moment("tried"),
    )
    op.create_index("parked_by_key", "parked", ["topic", "key_sha256"])
    for row in kept:
        connection.execute(
            table.insert().values(
                {
                    **{name: row[name] for name in ("topic", "part", "state", "why", "source")},
                    "event_id": row["event_id"],
                    "headers": row["headers"],
                    "value": row["value"],
                    "record_offset": -1,
                    "key": row["key"].encode(),
                    "key_sha256": hashlib.sha256(row["key"].encode()).hexdigest(),
                    "digest": f"before-0002:{row['number']}",
                    "at": time.time(),
                    "told": 0,
                    "tried": 0.0,
                }
            )
        )
    # The last position that went to each partition, for the next message to name.
    op.create_table(
        "outbox_last",
        text("topic", primary_key=True),
        count("part", primary_key=True),
        count("position"),
    )
    # Partitions in which a message of a source is missing: it must come before the later ones.
    op.create_table(
        "inbox_gap",
        text("source", primary_key=True),
        text("topic", primary_key=True),
        count("part", primary_key=True),
        count("wanted"),
        count("record_offset"),
    )
