"""Moving a case to another edition keeps what is signed, asks only for what lies ahead, and refuses the rest."""

from typing import Any

import pytest

from tests import cast
from tests.county import County
from tests.modules.casework.test_editions import INSPECTION, LATER, published
from tests.walk import NOW, Walker
from xianfeng.casework.commands import moving, steps
from xianfeng.casework.models import Case, Duty, Entry
from xianfeng.casework.queries import casefiles
from xianfeng.casework.queries import moving as queries
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.procedure import edits
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db
WHY = "县里新规程已施行"


def office(walker: Walker) -> Any:
    return walker.actors["county"]


def move(walker: Walker, edition: str, **changes: Any) -> None:
    given = {
        "actor": office(walker),
        "case_id": walker.case_id,
        "edition": edition,
        "why": WHY,
        "at": NOW,
    }
    moving.move(**{**given, **changes})


def trial(walker: Walker, edition: str) -> queries.Trial:
    found = queries.trials(office(walker), FAMILY, edition, today=NOW.date())
    return next(row for row in found.rows if row.case_id == walker.case_id)


def refusals(walker: Walker, edition: str) -> list[str]:
    before = Case.objects.values().get(pk=walker.case_id)
    entries = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        move(walker, edition)
    assert Case.objects.values().get(pk=walker.case_id) == before
    assert Entry.objects.count() == entries
    return [reason.message for reason in refused.value.verdict]


def test_keeps_what_is_signed_and_asks_for_the_added_step() -> None:
    code = published(INSPECTION)
    walker = Walker(County()).until("branch-review")
    before = list(Entry.objects.values().order_by("id"))
    version = Case.objects.get().version

    tried = trial(walker, code)
    move(walker, code, version=version)

    assert (tried.kept, tried.renumbered, tried.waived) == (13, 0, ())
    assert (tried.before.step, tried.after.step) == ("14. 支委会审查", "14. 支委会审查")
    case = Case.objects.get()
    assert (case.edition, case.version, case.waived) == (code, version + 1, {})
    assert list(Entry.objects.exclude(kind="moved").values().order_by("id")) == before
    moved = LedgerEntry.objects.get(event="casework.case.moved")
    assert (moved.chain, moved.reason) == (f"case:{case.pk}", WHY)
    walker.sign("branch-review")
    assert [duty.title for duty in Duty.objects.all()] == ["县委组织部抽查"]


def test_asks_no_longer_for_what_was_passed_until_that_is_taken_back() -> None:
    code = published(INSPECTION)
    walker = Walker(County()).until("publish-admission")
    tried = trial(walker, code)
    move(walker, code)

    assert tried.waived == ("15. 县委组织部抽查",)
    assert (tried.before.step, tried.after.step) == (
        "16. 拟接收预备党员公示",
        "17. 拟接收预备党员公示",
    )
    assert tried.before.earliest == tried.after.earliest
    assert Case.objects.get().waived == {"county-step-1": 1}
    view = casefiles.of(office(walker), walker.case_id, today=NOW.date())
    passed = next(s for stage in view.stages for s in stage.steps if s.number == 15)
    assert (passed.mark, passed.done) == ("done", None)
    assert [duty.number for duty in Duty.objects.all()] == [17]

    latest = Entry.objects.filter(kind="signed", is_active=True).latest("id")
    steps.reverse(
        actor=walker.actors["committee"], case_id=walker.case_id, entry_id=latest.pk,
        why="预审登记有误", at=NOW,
    )  # fmt: skip

    assert [duty.title for duty in Duty.objects.all()] == ["县委组织部抽查"]


def test_goes_on_to_the_end_after_a_move() -> None:
    code = published(INSPECTION)
    walker = Walker(County()).until("vote-admission")
    move(walker, code)
    for key in ("vote-admission", "committee-talk", "approve-admission"):
        walker.sign(key)
    assert Case.objects.get().person.category == "probationary"


def test_refuses_where_a_later_gate_needs_what_was_passed() -> None:
    shorter = published(edits.RemoveStep(key="publish-admission"))
    walker = Walker(County()).until("pre-review")
    move(walker, shorter)
    walker.sign("pre-review")
    walker.sign("fill-form")

    assert trial(walker, "WUSHAN-29").waived == ("16. 拟接收预备党员公示",)
    assert refusals(walker, "WUSHAN-29") == [
        "后面的第18环节“支部大会讨论票决”要用“拟接收预备党员公示”（D-33），此件没有登记"
    ]


def test_refuses_what_the_new_edition_cannot_take() -> None:
    walker = Walker(County()).until("file-activist")
    later = published(on=LATER)

    assert refusals(walker, "WUSHAN-29") == ["此件已按这个版本办理"]
    assert refusals(walker, later) == ["这个版本自2027-01-01起施行，尚不能改用"]
    assert refusals(walker, "CPC-DEV-2014") == [
        "这个版本已经废止",
        "已办的第3环节“党员推荐、群团组织推优”在新版本中没有对应的环节",
    ]
    with pytest.raises(Case.DoesNotExist):
        move(walker, "COUNTY-9-00000000")
    with pytest.raises(Refused, match="改用规程的原因"):
        move(walker, published(INSPECTION), why="改")


def test_refuses_a_step_taken_out_that_was_signed() -> None:
    shorter = published(edits.RemoveStep(key="publish-admission"))
    walker = Walker(County()).until("fill-form")
    told = ["已办的第16环节“拟接收预备党员公示”在新版本中没有对应的环节"]
    assert refusals(walker, shorter) == told
    assert trial(walker, shorter).verdict.checks() == ("D-65",)


def test_tells_whoever_tried_an_older_state() -> None:
    code = published(INSPECTION)
    walker = Walker(County()).until("first-talk")
    version = trial(walker, code).version
    walker.sign("first-talk")
    with pytest.raises(Conflict):
        move(walker, code, version=version)
    assert Case.objects.get().edition == "WUSHAN-29"


@pytest.mark.parametrize("role", ["branch", "committee"])
def test_leaves_moving_to_the_county_office(role: str) -> None:
    code = published(INSPECTION)
    walker = Walker(County())
    with pytest.raises(NotAllowed):
        move(walker, code, actor=walker.actors[role])
    with pytest.raises(NotAllowed):
        queries.trials(walker.actors[role], FAMILY, code, today=NOW.date())
    with pytest.raises(Case.DoesNotExist):
        move(walker, code, actor=cast.county_office(walker.county.other_committee.path))


def test_tries_many_cases_with_as_many_queries_as_one(django_assert_num_queries: Any) -> None:
    code = published(INSPECTION)
    county = County()
    walkers = [Walker(county, name=f"{name}某").until("first-talk") for name in "甲乙丙"]
    queries.trials(office(walkers[0]), FAMILY, code, today=NOW.date())
    with django_assert_num_queries(6):
        found = queries.trials(office(walkers[0]), FAMILY, code, today=NOW.date())
    assert (len(found.rows), found.waiting, found.last) == (3, 3, 0)
