"""Who answers for a subject, what was done, when it is exempt: recorded, in reach, all reasons at once."""

from datetime import date

import pytest

from tests import cast
from tests.county import County
from tests.walk import NOW
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.recruitment.commands import efforts
from xianfeng.recruitment.commands.efforts import Assignment
from xianfeng.recruitment.models import Effort, EffortEntry
from xianfeng.recruitment.vocab import Programme
from xianfeng.registry.models import Organisation, Unit
from xianfeng.registry.vocab import UnitKind
from xianfeng.trust.models import LedgerEntry
from xianfeng.trust.vocab import Actor

pytestmark = pytest.mark.django_db
VILLAGE = Programme.BLANK_VILLAGE


class Hamlet:
    """A county with a natural village that no organisation covers, and who works on it."""

    def __init__(self) -> None:
        self.county = County()
        self.unit = Unit.objects.create(
            name="周庄村上庄", kind=UnitKind.NATURAL_VILLAGE, org_path=self.county.committee.path
        )
        self.organiser: Actor = cast.committee_organiser(self.county.committee.path)
        self.stranger: Actor = cast.committee_organiser(self.county.other_committee.path)
        self.secretary: Actor = cast.branch_secretary(self.county.branch.path)

    def assignment(self, **changes: object) -> Assignment:
        given = {
            "responsible_id": self.county.committee.pk,
            "person": "罗成",
            "due_on": date(2027, 6, 30),
            "measure": "从返乡青年中培养",
        }
        return Assignment(**{**given, **changes})  # type: ignore[arg-type]

    def assign(self, actor: Actor | None = None, **changes: object) -> None:
        efforts.assign(
            actor=actor or self.organiser, programme=VILLAGE, subject_id=self.unit.pk,
            assignment=self.assignment(**changes), at=NOW,
        )  # fmt: skip


@pytest.fixture
def hamlet() -> Hamlet:
    return Hamlet()


def nothing_was_written() -> bool:
    return not (
        Effort.objects.exists()
        or EffortEntry.objects.exists()
        or LedgerEntry.objects.filter(event__startswith="recruitment.effort").exists()
    )


def test_names_who_answers_and_enters_it(hamlet: Hamlet) -> None:
    hamlet.assign()

    effort = Effort.objects.get()
    assert (effort.responsible, effort.person, effort.due_on) == (
        hamlet.county.committee, "罗成", date(2027, 6, 30),
    )  # fmt: skip
    entry = EffortEntry.objects.get()
    assert (entry.kind, entry.note) == ("assigned", "从返乡青年中培养")
    (told,) = LedgerEntry.objects.filter(event="recruitment.effort.assigned")
    assert told.reason == "从返乡青年中培养"


def test_keeps_what_was_decided_before(hamlet: Hamlet) -> None:
    hamlet.assign()
    hamlet.assign(due_on=date(2027, 12, 31), measure="与邻村联建党支部")

    assert Effort.objects.get().due_on == date(2027, 12, 31)
    assert list(EffortEntry.objects.order_by("id").values_list("note", flat=True)) == [
        "从返乡青年中培养", "与邻村联建党支部",
    ]  # fmt: skip


def test_refuses_with_every_field_that_cannot_be(hamlet: Hamlet) -> None:
    with pytest.raises(Refused) as refused:
        hamlet.assign(responsible_id=None, due_on=date(2026, 11, 23), measure="办")

    assert [r.field for r in refused.value.verdict] == ["measure", "due_on", "responsible"]
    assert nothing_was_written()


def test_finds_nothing_out_of_reach(hamlet: Hamlet) -> None:
    with pytest.raises(Unit.DoesNotExist):
        hamlet.assign(hamlet.stranger)
    with pytest.raises(Organisation.DoesNotExist):
        hamlet.assign(responsible_id=hamlet.county.other_committee.pk)
    assert nothing_was_written()


def test_lets_a_branch_report_on_itself_but_decide_nothing(hamlet: Hamlet) -> None:
    young, branch = Programme.YOUNG_MEMBER, hamlet.county.branch
    efforts.report(
        actor=hamlet.secretary, programme=young, subject_id=branch.pk, note="已确定两名青年", at=NOW
    )
    assert EffortEntry.objects.get().kind == "step"
    with pytest.raises(NotAllowed):
        efforts.exempt(
            actor=hamlet.secretary, programme=young, subject_id=branch.pk,
            why="村里没有青年", until=date(2027, 1, 1), at=NOW,
        )  # fmt: skip
    assert EffortEntry.objects.count() == 1


def test_exempts_until_a_day_and_asks_again(hamlet: Hamlet) -> None:
    common = {
        "actor": hamlet.organiser,
        "programme": VILLAGE,
        "subject_id": hamlet.unit.pk,
        "at": NOW,
    }
    with pytest.raises(Refused) as refused:
        efforts.exempt(**common, why="迁", until=None)
    assert [r.field for r in refused.value.verdict] == ["why", "until"]

    efforts.exempt(**common, why="全村已整体搬迁", until=date(2028, 1, 1))
    assert Effort.objects.get().exempt_until == date(2028, 1, 1)
    efforts.restore(**common, why="群众陆续迁回")
    assert not Effort.objects.get().is_exempt
    with pytest.raises(Refused) as twice:
        efforts.restore(**common, why="群众陆续迁回")
    assert [r.check for r in twice.value.verdict] == ["D-65"]
