"""The very tests of tests/integration/chassis/test_worker.py, with the stores on PostgreSQL."""

from tests.integration.chassis.test_worker import *  # noqa: F403
