"""The very tests of tests/unit/chassis/test_rebuild.py, with the stores on PostgreSQL."""

from tests.unit.chassis.test_rebuild import *  # noqa: F403
