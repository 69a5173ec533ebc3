"""The right story of :mod:`tests.walk` as somebody types it into the grid of a paper history."""

from datetime import date
from typing import Any

from tests.county import County
from tests.walk import PROBATION_REVIEWS, REVIEWS, story

WHY = "纸质档案补录"


def cells(county: County, *, upto: int = 29, number: str = "62052420240099") -> dict[str, Any]:
    """Return the cells of the first ``upto`` steps."""
    found: dict[str, Any] = {"why": WHY}
    for right in story(county)[:upto]:
        for kind, row in right.records.items():
            found |= {f"{kind}.{name}": _typed(value) for name, value in row.items()}
        found |= {f"paper.{paper}": "on" for paper in right.papers}
        repeated = {"cultivate-activist": REVIEWS, "observe-probation": PROBATION_REVIEWS}
        kind = "review" if right.step == "cultivate-activist" else "probation_review"
        for nth, day in enumerate(repeated.get(right.step, ()), 1):
            found[f"{kind}-{nth}.on"] = _typed(day)
            found[f"{kind}-{nth}.reviewer"] = "王书记"
            found[f"{kind}-{nth}.opinion"] = "表现良好"
    if "volunteer_form.number" in found:
        found["volunteer_form.number"] = number
    return found


def _typed(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return f"{value:%Y%m%d}"
    return [str(v) for v in value] if isinstance(value, list) else str(value)
