"""What every test of trust needs: counters of wrong passwords that start at zero."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Forget counters and locks of the test before."""
    cache.clear()
