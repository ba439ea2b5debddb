"""The shape of a store, step by step, forward only (Alembic)."""
