"""Bringing a store's tables to today's shape, once, under a lock."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

#: The tables whose rows can all be told again by events.
PROJECTION_TABLES = ("view", "view_key")


def upgrade(engine: sa.Engine, to: str = "head") -> None:
    """Take every step that the store has not taken, all in one transaction."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            # Its driver opens a transaction too late, after the first table was made.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            # The ledger's write lock: what an older version writes meanwhile is not passed over.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(1)")
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def sqlite_engine(path: Path) -> sa.Engine:
    """Return an engine on a SQLite file that leaves transactions to :func:`upgrade`."""
    return sa.create_engine(
        f"sqlite:///{path}", connect_args={"isolation_level": None}, poolclass=sa.NullPool
    )


def postgres_engine(connect: Any) -> sa.Engine:
    """Return an engine whose connections ``connect`` makes."""
    return sa.create_engine("postgresql+psycopg://", creator=connect, poolclass=sa.NullPool)
