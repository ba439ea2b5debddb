"""The very tests of tests/integration/test_hostile_steps.py, with the stores on PostgreSQL."""

from tests.integration.test_hostile_steps import *  # noqa: F403
