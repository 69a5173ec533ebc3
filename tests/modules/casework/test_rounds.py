"""The reviews of a whole branch in one form: the good rows are kept, the others stand with their reasons."""

from datetime import UTC, date, datetime

import pytest
from django.utils.http import urlencode
from pytest_django import DjangoAssertNumQueries

from tests import cast, snapshot
from tests.county import County
from tests.walk import NOW, PROBATION_REVIEWS, Walker
from xianfeng.casework.commands import rounds
from xianfeng.casework.commands.rounds import Row
from xianfeng.casework.models import Case, Duty, Evidence
from xianfeng.casework.queries import rounds as reads
from xianfeng.casework.queries import start, todo
from xianfeng.kernel.errors import Refused

pytestmark = pytest.mark.django_db
URL, DAY = "/rounds/review/", "20240105"
GOOD = {"reviewer": "赵正式0、钱正式1", "opinion": "思想要求进步，能参加组织生活", "on": DAY}


@pytest.fixture
def county() -> County:
    return County()


def activist(county: County, name: str) -> Walker:
    return Walker(county, name=name).until("cultivate-activist")


def body(**cells: str) -> dict[str, str]:
    return {"all.on": "", **{name.replace("__", "."): value for name, value in cells.items()}}


def row(walker: Walker, **facts: str) -> dict[str, str]:
    return {f"{walker.case_id}.{name}": value for name, value in facts.items()}


def test_the_duty_names_the_mentors_and_the_reviewer_is_filled_in(county: County) -> None:
    walker = activist(county, "申向党")
    duty = Duty.objects.get(case=walker.case_id, is_repeat=True)
    assert [duty.person_id, duty.other_person_id] == [one.pk for one in county.members[:2]]
    desk = reads.desk(walker.actors["branch"], "review", today=NOW.date())
    assert desk.rows[0].people == ("赵正式0", "钱正式1")
    page = cast.client_of(walker.actors["branch"]).get(URL).content.decode()
    assert 'value="赵正式0、钱正式1"' in page


def test_a_mentor_with_an_account_sees_whom_they_owe_a_review_and_nobody_else_does(
    county: County,
) -> None:
    activist(county, "申向党")
    mentor = cast.member(county.branch.path, person_id=county.members[1].pk)
    (owed,) = start.of(mentor, today=NOW.date()).entrusted
    assert (owed.person, owed.title, owed.due_on) == ("申向党", "半年考察", date(2024, 1, 18))
    assert "申向党" in cast.client_of(mentor, username="mentor").get("/").content.decode()
    assert todo.entrusted(county.members[5].pk, today=NOW.date()) == ()


def test_good_rows_are_kept_and_refused_ones_stay_with_all_that_was_typed(county: County) -> None:
    first, second, third = (activist(county, name) for name in ("甲某某", "乙某某", "丙某某"))
    client = cast.client_of(first.actors["branch"])
    sent = body() | row(first, **GOOD) | row(second, **{**GOOD, "on": "20300101"})
    sent |= row(third, reviewer="赵正式0、钱正式1", opinion="", on="")
    answer = client.post(URL, sent)
    assert answer.status_code == 422
    assert list(Evidence.objects.values_list("case_id", flat=True)) == [first.case_id]
    page = answer.content.decode()
    assert 'value="20300101"' in page
    assert GOOD["opinion"] in page
    assert page.count("有 1 人没有登记") == 1
    assert "已登记 1 人：甲某某。" in page


def test_one_date_serves_all_who_have_none_of_their_own(county: County) -> None:
    first, second = activist(county, "甲某某"), activist(county, "乙某某")
    client = cast.client_of(first.actors["branch"])
    sent = {"all.on": DAY} | row(first, reviewer="王书记", opinion="好")
    sent |= row(second, reviewer="王书记", opinion="好", on="20240110")
    assert client.post(URL, sent).status_code == 302
    assert list(Evidence.objects.order_by("case_id").values_list("happened_on", flat=True)) == [
        date(2024, 1, 5),
        date(2024, 1, 10),
    ]


def test_an_empty_form_and_a_stale_row_change_nothing(county: County) -> None:
    walker = activist(county, "申向党")
    before = snapshot.whole()
    with pytest.raises(Refused):
        rounds.add_many(actor=walker.actors["branch"], kind="review", rows={}, at=NOW)
    done = rounds.add_many(
        actor=walker.actors["branch"],
        kind="review",
        rows={walker.case_id: Row(facts=GOOD, version=1)},
        at=NOW,
    )
    assert [one.verdict.checks() for one in done.refused] == [("D-62",)]
    assert snapshot.whole() == before


def test_what_is_out_of_sight_is_not_found_and_nothing_is_entered(county: County) -> None:
    walker = activist(county, "申向党")
    stranger = cast.branch_secretary(county.other_branch.path)
    for kind, case_id in (("review", walker.case_id), ("talk", walker.case_id)):
        with pytest.raises(Case.DoesNotExist):
            rounds.add_many(actor=stranger, kind=kind, rows={case_id: Row(facts=GOOD)}, at=NOW)
    assert reads.desk(stranger, "review", today=NOW.date()).rows == ()
    assert Evidence.objects.count() == 0


def test_probationary_members_have_the_same_form_with_their_introducers(county: County) -> None:
    walker = Walker(county).until("observe-probation")
    at = datetime(2025, 3, 6, tzinfo=UTC)
    desk = reads.desk(walker.actors["branch"], "probation_review", today=at.date())
    assert desk.rows[0].people == ("孙正式2", "李正式3")
    facts = {**GOOD, "on": PROBATION_REVIEWS[0]}
    rounds.add_many(
        actor=walker.actors["branch"],
        kind="probation_review",
        rows={walker.case_id: Row(facts=facts)},
        at=NOW,
    )
    assert Evidence.objects.get(kind="probation_review").happened_on == PROBATION_REVIEWS[0]


def test_only_those_due_are_listed_unless_all_are_wanted(county: County) -> None:
    walker = activist(county, "申向党")
    branch, early = walker.actors["branch"], date(2023, 12, 18)
    assert reads.desk(branch, "review", today=early).rows == ()
    assert len(reads.desk(branch, "review", today=date(2023, 12, 19)).rows) == 1
    assert len(reads.desk(branch, "review", today=early, is_whole=True).rows) == 1


@pytest.mark.parametrize("people", [1, 4])
def test_asks_the_same_for_few_as_for_many(
    county: County, people: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    walkers = [activist(county, f"学员{n}") for n in range(people)]
    client = cast.client_of(walkers[0].actors["branch"])
    with django_assert_max_num_queries(8):
        assert client.get(f"{URL}?{urlencode({'whole': 1})}").status_code == 200
