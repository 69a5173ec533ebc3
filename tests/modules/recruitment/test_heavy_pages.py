"""The heavy pages of one case answer in at most twelve queries, however much has happened to it."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.county import County
from tests.meetings import ready
from tests.planned import planned
from tests.posted import Poster
from tests.walk import NOW, Walker
from xianfeng.casework.commands import cases, reviews, transfers
from xianfeng.casework.commands.reviews import Answer
from xianfeng.casework.commands.transfers import Going
from xianfeng.casework.models import Notice, Review, Transfer
from xianfeng.recruitment.commands import classes, samples
from xianfeng.recruitment.commands.classes import Held
from xianfeng.recruitment.models import ClassResult, DrawnFile
from xianfeng.recruitment.rules.sampling import Size
from xianfeng.recruitment.rules.training import Length, Mark
from xianfeng.recruitment.vocab.training import ClassKind, ClassOutcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
MOST = 12
TODAY = NOW.date()


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)


def trained(walker: Walker) -> None:
    """Let the short training be the committee's class, with the case's result in it."""
    length = Length(starts_on=date(2024, 9, 9), ends_on=date(2024, 9, 12), days=4, hours=28)
    held = Held(
        kind=ClassKind.CANDIDATES, title="第一期培训班", organiser_id=walker.county.committee.pk,
        length=length, has_papers=True,
    )  # fmt: skip
    committee = walker.actors["committee"]
    class_id = classes.hold(actor=committee, held=held, at=NOW)
    marks = {walker.case_id: Mark(outcome=ClassOutcome.PASSED)}
    classes.enter(actor=committee, class_id=class_id, marks=marks, at=NOW)


def eventful() -> Walker:
    """Return a case with a notice, a class, a refused and a passed review, and a return."""
    county = County()
    planned(county, branch=1)
    walker = Walker(county)
    Poster(walker).posted().sign()
    for step in ("file-candidate", "name-introducers", "review-politically"):
        walker.sign(step)
    trained(walker)
    for step in ("short-training", "branch-review"):
        walker.sign(step)
    office = cast.enrolled(walker.actors["county"], username="office")
    branch, committee = walker.actors["branch"], walker.actors["committee"]
    for result, why in (("political", "缺政审函调回函"), ("passed", "")):
        asked = reviews.ask(actor=committee, case_id=walker.case_id, record="county_review", at=NOW)
        given = Answer(result=result, on=TODAY, why=why)
        reviews.answer(actor=office, review_id=asked, given=given, at=NOW)
        if why:
            cases.resubmit(actor=branch, case_id=walker.case_id, why="已补函调材料", at=NOW)
    return walker


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_the_case_with_everything_takes_no_more_than_any_page() -> None:
    walker = eventful()
    going = Going(left_on=TODAY, organisation_id=walker.county.other_branch.pk)
    transfers.send(
        actor=walker.actors["branch"], going=going, why="迁入鸳鸯镇费山村",
        case_id=walker.case_id, at=NOW,
    )  # fmt: skip
    held = (Notice, Review, ClassResult, Transfer)
    assert [model.objects.count() for model in held] == [1, 2, 1, 1]
    for role, actor in walker.actors.items():
        client = cast.client_of(actor, username=f"at-{role}")
        text = client.get(f"/cases/{walker.case_id}/").content.decode()
        assert "第一期培训班" in text
        assert queries(client, f"/cases/{walker.case_id}/?whole=1") <= MOST, role


@pytest.mark.parametrize("upto", ["first-talk", "pre-review", ""])
def test_the_county_sees_early_and_late_cases_in_as_many(upto: str) -> None:
    county = County()
    planned(county, branch=1)
    walker = Walker(county).until(upto)
    office = cast.client_of(walker.actors["county"])

    assert queries(office, f"/cases/{walker.case_id}/") <= MOST
    assert queries(office, f"/recruitment/cases/{walker.case_id}/sheet/") <= MOST


def test_a_drawn_file_is_examined_in_as_many() -> None:
    walker = Walker(County()).until("vote-admission")
    assembly, _item = ready(walker)
    assembly.close()
    office = walker.actors["county"]
    samples.draw(
        actor=office, organisation_id=walker.county.root.pk, year=2024, size=Size(number=1),
        seed="7", at=NOW,
    )  # fmt: skip
    file = DrawnFile.objects.get()

    assert queries(cast.client_of(office), f"/samples/files/{file.pk}/") <= MOST
