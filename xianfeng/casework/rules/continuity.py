"""Does the time of cultivation run on when somebody moves? (细则第12条, D-14)"""

from collections.abc import Iterable, Mapping
from datetime import date


def break_days(left_on: date, resumed_on: date) -> int:
    """Return the days on which neither branch cultivated; the same day means none."""
    return max((resumed_on - left_on).days, 0)


def missing(sent: Iterable[Mapping[str, str]], arrived: Iterable[str]) -> list[dict[str, str]]:
    """Return the papers that were sent and did not arrive."""
    here = set(arrived)
    return [dict(paper) for paper in sent if paper["key"] not in here]
