"""The very tests of tests/unit/chassis/test_dead_letters.py, with the stores on PostgreSQL."""

from tests.unit.chassis.test_dead_letters import *  # noqa: F403
