"""The tree's inner hashes are kept, and the checkpoints that were signed, own and heard."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from services.chassis.log.merkle import Frontier
from services.chassis.store.migrations.columns import blob, count, moment, text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables, and the inner hashes of the entries there are."""
    # The root of every complete subtree of 256^level leaves; level 0 is `log_leaf`.
    nodes = op.create_table(
        "log_node",
        count("level", primary_key=True),
        count("number", primary_key=True),
        blob("hash"),
    )
    # Signed notes, word for word; 1 when the bus has it, how many witnesses have cosigned it.
    op.create_table(
        "log_checkpoint",
        count("size", primary_key=True),
        text("note"),
        count("told"),
        count("witnesses"),
        moment("at"),
    )
    # The newest checkpoint heard of each other log: what pins cite.
    op.create_table(
        "heard_checkpoint", text("source", primary_key=True), count("size"), text("root")
    )
    connection = op.get_bind()
    tree = Frontier()
    for leaf in _leaves(connection):
        rows = [
            {"level": level, "number": number, "hash": node}
            for level, number, node in tree.completed(leaf)
        ]
        if rows:
            connection.execute(nodes.insert(), rows)
        tree = tree.append(leaf)


def _leaves(connection: sa.Connection) -> Iterator[bytes]:
    first, batch = 0, 10_000
    query = sa.text(
        "SELECT hash FROM log_leaf WHERE position >= :first AND position < :end ORDER BY position"
    )
    while rows := connection.execute(query, {"first": first, "end": first + batch}).all():
        yield from (bytes(row[0]) for row in rows)
        first += batch
