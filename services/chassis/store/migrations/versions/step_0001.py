"""The tables of the first day, beside `eventsourcing`'s own.

All lie in the service's single database, so an event, its leaf, its effects on read models,
the inbox mark and the command's receipt commit together or not at all.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from services.chassis.store.migrations.columns import blob, count, moment, numbered, text

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make what is missing: stores older than the steps have these tables already."""
    _log()
    _read_models()
    _inbox()
    _worker()


def _table(name: str, *columns: "sa.Column[Any] | sa.CheckConstraint") -> None:
    op.create_table(name, *columns, if_not_exists=True)


def _index(name: str, table: str, *columns: str) -> None:
    op.create_index(name, table, list(columns), if_not_exists=True)


def _log() -> None:
    # The transparency log: dense index, event id (once, for ever), leaf hash.
    _table(
        "log_leaf",
        count("position", primary_key=True),
        count("notification_id", unique=True),
        text("event_id", unique=True),
        blob("hash"),
    )
    _table(
        "log_tree",
        count("one", primary_key=True),
        count("size"),
        blob("nodes"),
        sa.CheckConstraint("one = 1"),
    )
    # Facts about the store itself: which service, simulated or not, the simulated time.
    _table("meta", text("name", primary_key=True), text("value"))
    # Words of natural persons, erasable; events hold only the commitment.
    _table("private_text", text("commitment", primary_key=True), blob("salt"), text("body"))
    # Answers given to commands, by who asked and the Idempotency-Key.
    _table(
        "receipt",
        text("scope", primary_key=True),
        text("idempotency_key", primary_key=True),
        text("request_sha256"),
        count("status"),
        text("body"),
    )


def _read_models() -> None:
    # Documents by kind and id, found again by named keys; `told` is the place on the bus of the
    # own event written last into a document, empty after one that was heard.
    _table(
        "view",
        text("kind", primary_key=True),
        text("id", primary_key=True),
        text("body"),
        text("told"),
    )
    _table(
        "view_key",
        text("kind", primary_key=True),
        text("name", primary_key=True),
        text("value", primary_key=True),
        text("sort", primary_key=True),
        text("id", primary_key=True),
    )
    _index("view_key_by_id", "view_key", "kind", "id")


def _inbox() -> None:
    # The source mark dedupes, the offset mark seeks.
    _table(
        "inbox_source",
        text("source", primary_key=True),
        text("topic", primary_key=True),
        count("part", primary_key=True),
        count("position"),
    )
    _table(
        "inbox_offset",
        text("topic", primary_key=True),
        count("part", primary_key=True),
        count("next_offset"),
    )
    # What the service has heard of a source's log, for pins.
    _table("heard", text("source", primary_key=True), count("size"))
    # Messages set aside, in order of arrival within a key.
    _table(
        "parked",
        numbered("number"),
        text("topic"),
        count("part"),
        text("key"),
        text("state"),
        text("why"),
        text("source"),
        text("event_id"),
        text("headers"),
        blob("value"),
    )
    _index("parked_by_key", "parked", "topic", "key")


def _worker() -> None:
    # What the worker must do at a moment, by a name that makes it unique.
    _table("timer", text("name", primary_key=True), text("due"), text("kind"), text("payload"))
    _index("timer_by_due", "timer", "due")
    # Who does a job right now (real seconds), and when each loop last ticked.
    _table("lease", text("name", primary_key=True), text("owner"), moment("expires"))
    _table("heartbeat", text("loop", primary_key=True), moment("at"), count("lag"), text("trouble"))
