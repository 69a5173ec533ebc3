"""The working-day calendar and the places: shipped years, corrections, validity."""

from datetime import date

import pytest

from tests import cast
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.registry.commands import calendar as commands
from xianfeng.registry.models import CalendarDay, CalendarYear
from xianfeng.registry.queries import calendar
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known():
    calendar.forget()
    yield commands.load_known(at=cast.NOON)
    calendar.forget()


def test_loads_the_shipped_years_once(known):
    assert known == 25
    assert commands.load_known(at=cast.NOON) == 0
    assert list(
        CalendarYear.objects.filter(is_provisional=True).values_list("year", flat=True)
    ) == [
        2027,
        2028,
    ]
    assert LedgerEntry.objects.filter(event="registry.calendar.loaded").count() == 1


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 14), True),
        (date(2026, 2, 16), False),
        (date(2026, 10, 10), True),
        (date(2026, 10, 7), False),
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), False),
        (date(2020, 1, 31), False),
        (date(2005, 12, 31), True),
        (date(2006, 1, 3), False),
        (date(2027, 2, 8), False),
        (date(2027, 2, 7), False),
    ],
)
def test_knows_who_works_when(day, works):
    assert calendar.work_calendar().is_workday(day) is works


def test_marks_later_years_provisional():
    known = calendar.work_calendar()
    assert (known.known_from, known.known_until) == (date(2004, 1, 1), date(2026, 12, 31))
    assert known.add(date(2026, 12, 28), 5) == date(2027, 1, 5)
    assert known.is_provisional(date(2026, 12, 28), date(2027, 1, 5))


def test_keeps_the_calendar_until_it_changes(django_assert_num_queries):
    before = calendar.work_calendar()
    with django_assert_num_queries(1):
        assert calendar.work_calendar() is before
    _set(date(2027, 2, 6), is_workday=True)
    assert calendar.work_calendar() is not before
    assert calendar.work_calendar().is_workday(date(2027, 2, 6))


def _set(day, *, is_workday, actor=None, source="国办发明电〔2026〕9号"):
    commands.set_day(
        actor=actor or cast.county_office(),
        day=day,
        is_workday=is_workday,
        source=source,
        at=cast.NOON,
    )


def test_setting_a_day_back_leaves_no_row():
    _set(date(2027, 2, 6), is_workday=True)
    assert CalendarDay.objects.filter(day=date(2027, 2, 6)).count() == 1
    _set(date(2027, 2, 6), is_workday=False)
    assert CalendarDay.objects.filter(day=date(2027, 2, 6)).count() == 0
    assert LedgerEntry.objects.filter(event="registry.calendar.day_set").count() == 2


def test_confirms_a_year_and_loading_leaves_it_alone():
    _set(date(2027, 2, 6), is_workday=True)
    commands.confirm_year(
        actor=cast.county_office(), year=2027, source="国办发明电〔2026〕9号", at=cast.NOON
    )
    assert calendar.work_calendar().known_until == date(2027, 12, 31)
    assert commands.load_known(at=cast.NOON) == 0
    assert calendar.work_calendar().is_workday(date(2027, 2, 6))
    assert not CalendarDay.objects.filter(day__year=2027, is_provisional=True).exists()


def test_refuses_the_wrong_role_and_a_missing_notice():
    before = CalendarDay.objects.count()
    with pytest.raises(NotAllowed):
        _set(date(2027, 2, 6), is_workday=True, actor=cast.branch_secretary())
    with pytest.raises(Refused):
        _set(date(2027, 2, 6), is_workday=True, source=" ")
    with pytest.raises(Refused):
        commands.confirm_year(
            actor=cast.county_office(), year=2050, source="国办发明电〔2049〕9号", at=cast.NOON
        )
    assert CalendarDay.objects.count() == before
    assert LedgerEntry.objects.count() == 1


def test_page_changes_a_day_and_a_year():
    client = cast.client_of(cast.county_office())
    page = client.get("/calendar/?year=2027").content.decode()
    assert "暂估" in page
    sent = {"day": "2027-02-06", "is_workday": "yes", "source": "国办发明电〔2026〕9号"}
    assert client.post("/calendar/day", sent)["Location"] == "/calendar/?year=2027"
    assert calendar.work_calendar().is_workday(date(2027, 2, 6))
    assert client.post("/calendar/day", {**sent, "source": ""}).status_code == 422
    answer = client.post("/calendar/2027/confirm", {"source": "国办发明电〔2026〕9号"})
    assert answer.status_code == 302
    assert "正式" in client.get("/calendar/?year=2027").content.decode()
    assert client.get("/calendar/?year=99").status_code == 404
    secretary = cast.client_of(cast.branch_secretary())
    assert secretary.get("/calendar/").status_code == 403
    assert secretary.post("/calendar/day", sent).status_code == 403
