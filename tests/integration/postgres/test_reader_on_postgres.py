"""The very tests of tests/unit/chassis/test_reader.py, with the stores on PostgreSQL."""

from tests.unit.chassis.test_reader import *  # noqa: F403
