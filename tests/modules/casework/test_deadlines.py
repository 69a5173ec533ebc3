"""The earliest day shown and the gates agree: a day before it is refused, on it not."""

import re
from datetime import timedelta

import pytest
from django.db import transaction

from tests import cast
from tests.county import County
from tests.walk import NOW, PROBATION_REVIEWS, REVIEWS, Walker
from xianfeng.casework.models import Case
from xianfeng.casework.queries import casefiles, dockets
from xianfeng.kernel.dates import add_months
from xianfeng.kernel.errors import Refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# The steps whose only date is their own; notices and others bring several.
PLAIN = (
    "first-talk", "recommend-activist", "decide-activist", "file-activist", "appoint-mentors",
    "cultivate-activist", "file-candidate", "name-introducers", "review-politically",
    "branch-review", "fill-form", "vote-admission", "approve-admission", "file-with-county",
    "place-in-branch", "take-oath", "observe-probation", "apply-conversion", "vote-conversion",
    "archive-case",
)  # fmt: skip
CALM = {"D-53": "补录", "D-11": "村里换届"} | dict.fromkeys(["D-53", "D-11", "D-41"], "写明原因了")


def windows(walker: Walker):
    return dockets.of(Case.objects.get(pk=walker.case_id)).windows()


def refusal(walker: Walker, step: str, **changes: object) -> tuple[str, ...]:
    try:
        with transaction.atomic():
            walker.sign(step, reasons=CALM, **changes)
            transaction.set_rollback(True)
    except Refused as refused:
        return refused.verdict.checks()
    return ()


def test_agrees_with_the_gates_on_every_step_of_the_story() -> None:
    walker = Walker(County())
    seen = []
    for right in walker.rights:
        if right.step == "cultivate-activist":
            walker.review("review", REVIEWS)
        if right.step == "observe-probation":
            walker.review("probation_review", PROBATION_REVIEWS)
        window = windows(walker)[right.step]
        if right.step in PLAIN:
            (kind,) = right.records
            on = {kind: {"on": window.earliest}}
            if right.step == "approve-admission":
                on["approval"]["on"] = window.earliest
            assert refusal(walker, right.step, **on) == (), right.step
            on = {kind: {"on": window.earliest - DAY}}
            assert refusal(walker, right.step, **on), right.step
            seen.append(right.step)
            if window.latest and window.latest < NOW.date():
                on = {kind: {"on": window.latest + DAY}}
                assert refusal(walker, right.step, **on), right.step
        walker.sign(right.step)
        assert windows(walker)[right.step].earliest <= max(
            row["on"] for row in right.records.values()
        )
    assert seen == [r.step for r in walker.rights if r.step in PLAIN]


def test_shows_every_date_from_the_first_day() -> None:
    walker = Walker(County())
    shown = windows(walker)
    assert len(shown) == 29
    assert all(window.is_forecast for window in shown.values())
    days = [window.earliest for window in shown.values()]
    assert days[-1] >= days[0] + timedelta(days=2 * 365)
    walker.sign("submit-application")
    later = windows(walker)
    assert not later["submit-application"].is_forecast
    assert str(later["first-talk"].latest) == "2023-02-10"


def test_moves_no_date_of_what_is_signed_and_never_before_the_forecast() -> None:
    walker = Walker(County())
    walker.sign("submit-application")
    first = windows(walker)
    walker.sign("first-talk")
    second = windows(walker)
    assert all(second[key].earliest >= first[key].earliest for key in first)


def test_looks_ahead_from_today_and_never_into_the_past() -> None:
    walker = Walker(County())
    walker.sign("submit-application")
    today = NOW.date()
    docket = dockets.of(Case.objects.get(pk=walker.case_id))
    ahead = docket.forecast(today)
    # What is open may bear its own lawful dates; all that follows is still to come.
    assert ahead["first-talk"] == docket.windows()["first-talk"]
    assert ahead["first-talk"].earliest < today
    following = {key: one for key, one in ahead.items() if one.is_forecast and key != "first-talk"}
    assert len(following) == 27
    for key, window in following.items():
        assert window.earliest >= today, key
        assert window.latest is None or window.latest >= window.earliest, key
    year_later = add_months(ahead["decide-activist"].earliest, 12)
    assert ahead["decide-candidate"].earliest == year_later


def test_writes_both_dates_of_every_step_to_come_on_the_case_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)
    walker = Walker(County())
    walker.sign("submit-application")
    file = casefiles.of(walker.actors["branch"], walker.case_id, today=NOW.date())
    steps = [step for stage in file.stages for step in stage.steps if step.mark == "next"]
    client = cast.client_of(walker.actors["branch"], username="ahead")
    page = client.get(f"/cases/{walker.case_id}/?whole=1").content.decode()
    found = re.findall(
        r'<span class="step-when">预计最早 ([\d-]+)(?: · 最晚 ([\d-]+))?</span>', page
    )
    assert found == [(f"{s.earliest}", f"{s.latest}" if s.latest else "") for s in steps]
    assert len(found) == 27
