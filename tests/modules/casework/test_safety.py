"""Crafted values at the case's commands: refused in words, nothing told, nothing kept."""

import math
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from tests import cast, snapshot
from tests.county import County
from tests.walk import LATE, NOW, REVIEWS, Walker
from xianfeng.casework.commands import cases, evidence, reviews
from xianfeng.casework.models import Case, Entry, Evidence
from xianfeng.casework.queries import casefiles, desks
from xianfeng.casework.rules import values
from xianfeng.casework.vocab import CaseState
from xianfeng.kernel.clock import CHINA
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.procedure.schema import Field, FieldKind, RecordKind

pytestmark = pytest.mark.django_db


def _named(walker: Walker, *people: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        walker.sign("appoint-mentors", mentors={"people": list(people)})
    return refused.value


def test_names_nobody_whom_the_signer_cannot_see() -> None:
    county = County()
    walker = Walker(county).until("appoint-mentors")
    signed = Entry.objects.count()
    known = county.members[0].pk

    outside = _named(walker, known, county.outsider.pk)
    nobody = _named(walker, known, 999_999)

    # One answer for both, so that numbering through tells nothing.
    assert [(r.check, r.message, r.fact) for r in outside.verdict] == [
        (r.check, r.message, r.fact) for r in nobody.verdict
    ]
    assert "培养联系人（1至2名正式党员）：请从名单中选择" in str(outside)
    assert Entry.objects.count() == signed
    page = casefiles.of(cast.branch_secretary(county.branch.path), walker.case_id, today=NOW.date())
    assert county.outsider.name not in repr(page)


def test_nobody_signs_ends_or_reviews_in_their_own_matter() -> None:
    walker = Walker(County()).until("pre-review")
    walker.reviewed()
    subject = {"person_id": walker.person.pk, "account_id": 977}
    for role, actor in walker.actors.items():
        walker.actors[role] = replace(actor, **subject)
    given = {"case_id": walker.case_id, "at": NOW}
    before = snapshot.whole()

    for act in (
        lambda: walker.sign("pre-review"),
        lambda: cases.end(actor=walker.actors["committee"], why="本人自行终止", **given),
        lambda: reviews.ask(actor=walker.actors["committee"], record="county_review", **given),
        lambda: desks.step(walker.actors["committee"], walker.case_id, 15),
    ):
        with pytest.raises(NotAllowed) as refused:
            act()
        assert [one.message for one in refused.value.verdict] == [
            one.message for one in NotAllowed.because("本人以外的经办人").verdict
        ]
    assert snapshot.whole() == before


def test_counts_votes_with_tellers_of_the_branch_only() -> None:
    county = County()
    walker = Walker(county).until("vote-admission")

    with pytest.raises(Refused) as refused:
        walker.sign(
            "vote-admission",
            admission_meeting={"tellers": [county.members[4].pk, county.outsider.pk]},
        )

    assert "监票人、计票人：请从名单中选择" in str(refused.value)


CRAFTED: tuple[Any, ...] = (
    -1, "9" * 6000, 10**30, math.nan, math.inf, 1.5, "٣", True, [[1]], [{}], {"a": {"b": 1}},
    "9999-12-31", "0001-01-01", "\0", "a\0b", "x" * 5000, [0], [True], [2**63], b"x", "    ", (),
)  # fmt: skip


LAWFUL = {
    FieldKind.TEXT: ("-1", str(10**30), "٣", "9999-12-31", "0001-01-01"),
    FieldKind.YES_NO: ("True",),
}


@pytest.mark.parametrize("bad", CRAFTED, ids=lambda bad: repr(bad)[:20])
@pytest.mark.parametrize(
    "kind", [FieldKind.TEXT, FieldKind.DATE, FieldKind.NUMBER, FieldKind.YES_NO, FieldKind.PEOPLE]
)
def test_reads_no_crafted_value(kind: FieldKind, bad: Any) -> None:
    spec = Field(name="it", title="项目", kind=kind, is_required=True)
    record = RecordKind(key="kept", title="记录", date_title="日期", fields=(spec,))

    records, problems = values.typed((record,), {"kept": {"on": "2026-01-05", "it": bad}})

    if str(bad) in LAWFUL.get(kind, ()):
        assert str(records["kept"]["it"]) == str(bad)
    else:
        assert "it" not in records["kept"]
        assert [p.field for p in problems] == ["kept.it"]
        assert len(problems[0].message) < 200


def test_keeps_words_against_checks_of_the_catalogue_only() -> None:
    walker = Walker(County())

    walker.sign("submit-application", reasons={**LATE, "county-said-yes": "已经同意", "D-36": "x"})

    entry = Entry.objects.get(step="submit-application")
    assert entry.reasons == {**LATE, "D-36": "x"}


def test_keeps_no_reason_longer_than_its_column() -> None:
    walker = Walker(County()).until("first-talk")
    actor = walker.actors["branch"]

    with pytest.raises(Refused) as refused:
        cases.end(actor=actor, case_id=walker.case_id, why="长" * 401, at=NOW)

    assert "原因不能超过400字" in str(refused.value)
    assert Case.objects.get().state == CaseState.OPEN


def test_withdraws_nothing_from_a_case_that_rests_or_is_closed() -> None:
    walker = Walker(County()).until("cultivate-activist")
    walker.review("review", REVIEWS)
    actor = walker.actors["branch"]
    cases.end(actor=actor, case_id=walker.case_id, why="本人提出停止", at=NOW)

    with pytest.raises(Refused) as refused:
        evidence.withdraw(
            actor=actor,
            case_id=walker.case_id,
            evidence_id=Evidence.objects.earliest("id").pk,
            why="写错了日期",
            at=NOW,
        )

    assert refused.value.verdict.checks() == ("D-65",)
    assert not Evidence.objects.filter(withdrawn_at__isnull=False).exists()


def test_takes_invisible_signs_neither_for_words_nor_for_reasons() -> None:
    walker = Walker(County())
    nothing = "\u200b\u3164\ufeff\u2060"

    with pytest.raises(Refused) as unanswered:
        walker.sign("submit-application", reasons={"D-53": nothing})
    with pytest.raises(Refused) as untold:
        walker.sign("submit-application", application={"receiver": nothing})

    assert unanswered.value.verdict.checks() == ("D-53",)
    assert untold.value.verdict.checks() == ("D-64",)
    assert not Entry.objects.exists()


def test_opens_a_case_on_the_day_of_china_whatever_the_hour() -> None:
    walker = Walker(County())
    early = datetime(2026, 11, 23, 7, 30, tzinfo=CHINA)
    Case.objects.update(opened_at=early)

    page = casefiles.of(walker.actors["branch"], walker.case_id, today=early.date())

    assert page.opened_on == date(2026, 11, 23)
