"""The very tests of tests/unit/chassis/test_wiping.py, with the stores on PostgreSQL."""

from tests.unit.chassis.test_wiping import *  # noqa: F403
