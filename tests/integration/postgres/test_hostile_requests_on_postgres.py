"""The very tests of tests/integration/test_hostile_requests.py, with the stores on PostgreSQL."""

from tests.integration.test_hostile_requests import *  # noqa: F403
