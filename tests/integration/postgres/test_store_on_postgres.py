"""The very tests of tests/unit/chassis/test_store.py, with the stores on PostgreSQL."""

from tests.unit.chassis.test_store import *  # noqa: F403
