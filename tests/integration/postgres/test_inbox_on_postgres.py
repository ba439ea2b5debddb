"""The very tests of tests/unit/chassis/test_inbox.py, with the stores on PostgreSQL."""

from tests.unit.chassis.test_inbox import *  # noqa: F403
