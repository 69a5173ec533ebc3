"""What holds for every test: examples take their time, and limits begin unused."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from hypothesis import settings

from tests import kept

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def _nothing_built_yet() -> Iterator[None]:
    """Let the first builder of a test find the ground empty."""
    with kept.fresh():
        yield


@pytest.fixture(autouse=True)
def _no_limits_used_up() -> Iterator[None]:
    """Leave no test the counters of visitors and of wrong passwords that another has used up."""
    cache.clear()
    yield
