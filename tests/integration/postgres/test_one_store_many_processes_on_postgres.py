"""The very tests of tests/integration/chassis/test_one_store_many_processes.py, with the stores on PostgreSQL."""

from tests.integration.chassis.test_one_store_many_processes import *  # noqa: F403
