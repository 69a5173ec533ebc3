"""Making a cleared notice public, prolonging it, taking it down."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest

from tests.county import County
from tests.posted import CONTACT, LAST, POSTED, Poster, on
from tests.walk import Walker
from xianfeng.casework.commands import cases, notices, publications
from xianfeng.casework.models import Notice, NoticeEntry, Publication
from xianfeng.casework.queries import keyset, notice_board
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.registry.models import CalendarYear
from xianfeng.registry.queries import calendar
from xianfeng.trust.models import EvidenceFile, LedgerEntry

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0" + b"board" * 9
FIRST = keyset.Position()


@pytest.fixture
def poster() -> Poster:
    return Poster(Walker(County()))


def refused(act: Any, *args: Any, **given: Any) -> tuple[str, ...]:
    with pytest.raises(Refused) as caught:
        act(*args, **given)
    return caught.value.verdict.checks()


def public(day: date) -> list[int]:
    return [row.id for row in notice_board.current(today=day, at=FIRST).rows]


def test_puts_a_frozen_copy_before_the_public(poster: Poster) -> None:
    poster.posted()

    copy = Publication.objects.get()
    assert (copy.starts_on, copy.ends_on, copy.length) == (POSTED, LAST, "5个工作日")
    assert (copy.contact, copy.township) == (CONTACT, "中共武山县山丹镇委员会")
    assert copy.body == poster.row.body
    assert (poster.row.starts_on, poster.row.ends_on, poster.row.sort_on) == (POSTED, LAST, LAST)
    assert LedgerEntry.objects.filter(event="casework.notice.published").count() == 1


def test_tells_the_public_only_columns_of_the_copy(poster: Poster) -> None:
    poster.posted()

    columns = {field.name for field in Publication._meta.get_fields()}
    assert columns == {
        "id", "notice", "kind_title", "title", "body", "contact", "places", "organisation",
        "township", "starts_on", "ends_on", "length", "is_provisional", "published_at",
        "taken_down_at",
    }  # fmt: skip
    shown = notice_board.one(poster.id, today=LAST)
    assert set(shown.__dataclass_fields__) == columns - {"notice", "published_at", "taken_down_at"}


def test_does_not_follow_what_changes_afterwards(poster: Poster) -> None:
    poster.posted()
    before = notice_board.one(poster.id, today=LAST)
    person = poster.walker.person
    type(person).objects.filter(pk=person.pk).update(name="申改名")
    Notice.objects.filter(pk=poster.id).update(title="改了的标题", body="改了的内容")

    assert notice_board.one(poster.id, today=LAST) == before


def test_shows_it_from_the_first_day_to_the_last_and_no_longer(poster: Poster) -> None:
    poster.posted()

    assert public(date(2024, 7, 18)) == []
    assert public(POSTED) == public(LAST) == [poster.id]
    assert public(date(2024, 7, 27)) == []
    with pytest.raises(Publication.DoesNotExist):
        notice_board.one(poster.id, today=date(2024, 7, 27))


def test_counts_where_notices_run(poster: Poster) -> None:
    poster.posted()

    [place] = notice_board.townships(today=LAST)
    assert (place.name, place.notices) == ("中共武山县山丹镇委员会", 1)
    listed = notice_board.current(today=LAST, at=FIRST, township=place.name)
    assert [row.title for row in listed.rows] == ["关于拟确定申向党同志为发展对象的公示"]
    assert notice_board.current(today=LAST, at=FIRST, township="别处").rows == ()


def test_publishes_nothing_before_its_review(poster: Poster) -> None:
    poster.draft()
    assert refused(poster.publish) == ("X-06",)
    poster.submit()
    assert refused(poster.publish) == ("X-06",)
    assert not Publication.objects.exists()
    assert poster.row.state == "waiting"


@pytest.mark.parametrize(
    ("day", "check"), [(date(2024, 7, 20), "D-60"), (date(2024, 7, 18), "X-06")]
)
def test_takes_no_impossible_day_of_posting(poster: Poster, day: date, check: str) -> None:
    poster.draft().submit().clear()

    found = refused(
        publications.publish, actor=poster.branch, notice_id=poster.id, posted_on=day, places="",
        at=on(POSTED),
    )  # fmt: skip

    assert found == (check,)
    assert poster.row.state == "cleared"


def test_counts_its_days_from_when_everybody_can_read_it(poster: Poster) -> None:
    poster.draft().submit().clear()
    wednesday = date(2024, 7, 31)

    publications.publish(
        actor=poster.branch, notice_id=poster.id, posted_on=POSTED, places="", at=on(wednesday)
    )

    # Told twelve days late: it is not over before it was ever public.
    last = date(2024, 8, 7)
    assert (poster.row.starts_on, poster.row.ends_on) == (POSTED, last)
    copy = Publication.objects.get()
    assert (copy.starts_on, copy.ends_on) == (wednesday, last)
    assert public(last) == [poster.id]


def test_is_posted_by_the_branch(poster: Poster) -> None:
    poster.draft().submit().clear()

    with pytest.raises(NotAllowed):
        publications.publish(
            actor=poster.committee, notice_id=poster.id, posted_on=POSTED, places="", at=on(POSTED)
        )


def test_refuses_an_edit_of_what_is_public(poster: Poster) -> None:
    text = poster.text(days=9)
    poster.posted()

    given = {"actor": poster.branch, "notice_id": poster.id, "text": text, "at": on(POSTED)}
    assert refused(notices.edit, **given) == ("D-65",)

    assert poster.row.days == 5
    assert refused(poster.publish) == ("D-65",)


def test_marks_a_last_day_in_a_year_without_an_official_calendar(poster: Poster) -> None:
    CalendarYear.objects.filter(year=2024).update(is_provisional=True)
    calendar.forget()

    poster.posted()

    assert poster.row.is_provisional
    assert notice_board.one(poster.id, today=LAST).is_provisional
    calendar.forget()


def test_runs_longer_by_a_recorded_reason(poster: Poster) -> None:
    poster.posted()
    given = {"actor": poster.branch, "notice_id": poster.id, "at": on(date(2024, 7, 24))}

    assert refused(publications.prolong, until=LAST, why="停电三天未张贴", **given) == ("D-64",)
    assert refused(publications.prolong, until=date(2024, 7, 31), why="雨", **given) == ("D-64",)
    publications.prolong(until=date(2024, 7, 31), why="暴雨毁损公示栏", **given)

    assert poster.row.ends_on == Publication.objects.get().ends_on == date(2024, 7, 31)
    assert public(date(2024, 7, 31)) == [poster.id]
    assert NoticeEntry.objects.latest("id").detail == {"ends": "2024-07-31"}
    late = {**given, "at": on(date(2024, 8, 1))}
    assert refused(publications.prolong, until=date(2024, 8, 9), why="再延长几天", **late) == (
        "D-65",
    )


def test_is_taken_down_with_a_reason_and_makes_room_for_another(poster: Poster) -> None:
    poster.posted()
    given = {"actor": poster.branch, "notice_id": poster.id, "at": on(date(2024, 7, 22))}

    assert refused(publications.withdraw, why="错", **given) == ("D-64",)
    publications.withdraw(why="姓名有误，重新公示", **given)

    assert public(date(2024, 7, 22)) == []
    assert poster.row.state == "withdrawn"
    former = poster.id
    poster.draft()
    assert poster.id != former
    assert refused(publications.withdraw, why="姓名有误，重新公示", **given) == ("D-65",)


def test_keeps_a_photo_of_the_board(poster: Poster) -> None:
    poster.posted()
    given = {"actor": poster.branch, "notice_id": poster.id, "at": on(POSTED)}

    assert refused(
        publications.add_photo, name="a.txt", content=BytesIO(b"words"), **given
    ) == ("X-16",)  # fmt: skip
    publications.add_photo(name="a.jpg", content=BytesIO(JPEG), **given)

    assert poster.row.photo == EvidenceFile.objects.get()


def test_takes_down_what_hangs_of_a_case_that_ends(poster: Poster) -> None:
    poster.posted()
    assert public(LAST) == [poster.id]

    cases.end(
        actor=poster.branch, case_id=poster.walker.case_id, why="本人书面放弃申请", at=on(LAST)
    )

    assert public(LAST) == []
    assert (poster.row.state, Publication.objects.get().taken_down_at) == ("withdrawn", on(LAST))
    assert NoticeEntry.objects.latest("id").act == "withdrawn"
