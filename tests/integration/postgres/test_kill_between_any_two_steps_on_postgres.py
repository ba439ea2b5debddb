"""The very tests of tests/integration/chassis/test_kill_between_any_two_steps.py, with the stores on PostgreSQL."""

from tests.integration.chassis.test_kill_between_any_two_steps import *  # noqa: F403
