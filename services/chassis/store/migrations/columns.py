"""The column types of the steps, the same in meaning on both databases."""

import sqlalchemy as sa


def text(name: str, *, primary_key: bool = False, unique: bool = False) -> "sa.Column[str]":
    """A text that sorts by code point, as Python and SQLite sort, whatever the server's locale."""
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=False, primary_key=primary_key, unique=unique)


def count(name: str, *, primary_key: bool = False, unique: bool = False) -> "sa.Column[int]":
    """A 64-bit whole number. On SQLite a primary key of this type is the row's own number."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(
        name, kind, nullable=False, primary_key=primary_key, unique=unique, autoincrement=False
    )


def numbered(name: str) -> "sa.Column[int]":
    """A primary key that the database counts up."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, kind, primary_key=True, autoincrement=True)


def blob(name: str) -> "sa.Column[bytes]":
    """Bytes."""
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def moment(name: str) -> "sa.Column[float]":
    """Seconds since 1970, with fractions."""
    return sa.Column(name, sa.Double(), nullable=False)
