"""Every gate of every edition: one wrong change is refused by its check, the nearest lawful value passes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction

from tests import cast, snapshot
from tests.lawful import DAY, months_later, moved
from tests.modules.casework.bench import ERAS, TAKEN, Bench, GateName, named
from tests.modules.casework.mistakes import Wrong
from tests.modules.casework.wrongs import OUT_OF_ORDER, WRONGS
from tests.walk import PROBATION_REVIEWS, REVIEWS, Right
from xianfeng.casework.commands import steps
from xianfeng.casework.commands.steps import HandedIn
from xianfeng.casework.models import Case, Entry
from xianfeng.casework.queries import dockets
from xianfeng.kernel.errors import NotAllowed
from xianfeng.recruitment.catalogue import shelf
from xianfeng.recruitment.commands import exceptions
from xianfeng.recruitment.vocab import DEFAULT_EDITION, FAMILY

pytestmark = pytest.mark.django_db


def _try(bench: Bench, right: Right, row: Wrong) -> None:
    changes = dict(row.change(bench.story))
    name = f"{bench.era.name} {row.name} {changes}"
    verdict = bench.refused(right, bench.submission(right, changes))
    if row.level == "hint":
        if not verdict:
            bench.faults.append(f"{name}: a hint stopped somebody")
    else:
        bench.expect(right, verdict, row.check, row.level, name)
    if row.level == "warn":
        short = bench.submission(right, {**changes, "reasons": {row.check: "太短了"}})
        bench.expect(right, bench.refused(right, short), row.check, row.level, f"{name} (short)")
        others = {r.check for r in verdict if r.check != row.check}
        if not others:
            bench.passes(right, {**changes, "reasons": {row.check: "已写明原因"}}, f"{name} (reasoned)")  # fmt: skip
    if row.but is not None:
        bench.passes(right, row.but(bench.story), f"{name} (nearest)")


def _try_what_every_step_asks(bench: Bench, right: Right) -> None:
    """Dates ahead and behind, papers and facts left out, the wrong hands."""
    edition = shelf().edition(DEFAULT_EDITION)
    step = edition.step(right.step)
    docket = dockets.of(Case.objects.get(pk=bench.case_id))
    floor = max((docket.standing.signed[key] for key in step.after), default=None)
    tomorrow = bench.era.today.date() + DAY
    for kind in edition.kinds_of(step):
        ahead = bench.submission(right, {kind.key: {"on": tomorrow}})
        bench.expect(right, bench.refused(right, ahead), "D-60", "block", f"{kind.key} ahead")
        if floor:
            early = bench.submission(right, {kind.key: {"on": floor - DAY}})
            bench.expect(right, bench.refused(right, early), "D-51", "block", f"{kind.key} early")
        for spec in kind.fields:
            if spec.is_required:
                empty = bench.submission(right, {kind.key: {spec.name: None}})
                told = bench.refused(right, empty)
                bench.expect(right, told, "D-64", "block", f"{kind.key}.{spec.name} empty")
        for paper in kind.papers:
            if paper.is_required:
                less = bench.submission(right, {"papers_left_out": frozenset({paper.key})})
                bench.expect(right, bench.refused(right, less), "D-63", "block", paper.key)
    for role, actor in bench.actors.items():
        if role not in step.signed_by:
            told = bench.refused(right, bench.submission(right), actor=actor)
            bench.expect(right, told, "D-61", "block", f"{right.step} by {role}")


def _walk(bench: Bench, *, upto: str = "") -> None:
    for right in bench.rights:
        if right.step == upto:
            return
        if right.step == "cultivate-activist":
            bench.review("review", REVIEWS)
        if right.step == "observe-probation":
            bench.review("probation_review", PROBATION_REVIEWS)
        bench.sign(right, bench.submission(right))


def _right(bench: Bench, key: str) -> Right:
    return next(right for right in bench.rights if right.step == key)


@pytest.fixture(params=ERAS, ids=lambda era: era.name)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    made = Bench(request.param)
    yield made
    assert made.faults == [], "\n".join(made.faults)


def test_refuses_each_wrong_change_and_passes_the_nearest_lawful_one(bench: Bench) -> None:
    era = bench.era
    for right in bench.rights[1:]:
        verdict = bench.refused(right, bench.submission(right))
        missing = OUT_OF_ORDER.get(right.step, {"D-52"}) - set(verdict.checks())
        if missing:
            bench.faults.append(f"{era.name} {right.step} out of order: {missing} silent")
    for right in bench.rights:
        if right.step == "cultivate-activist":
            bench.review("review", REVIEWS)
        if right.step == "observe-probation":
            bench.review("probation_review", PROBATION_REVIEWS)
        _try_what_every_step_asks(bench, right)
        for row in WRONGS:
            if row.step == right.step and era.name in row.only:
                _try(bench, right, row)
        _special(bench, right)
        bench.sign(right, bench.submission(right))
    gone = {"D-50"}  # The five kinds cannot be missing once their steps are signed.
    own = _names(era.rules) | (_names(DEFAULT_EDITION) if era.name == "2026" else set())
    second = {n for n in own if n in _of_extension(era.rules)}
    assert sorted(own - second - bench.failed) == []
    assert sorted(own - second - bench.passed) == []
    assert {n[1] for n in bench.passed} >= gone


def _names(edition_id: str) -> set[GateName]:
    return {named(gate) for gate in shelf().edition(edition_id).gates}


def _of_extension(edition_id: str) -> set[GateName]:
    """Name the gates that speak only after an extended probation; a test of their own walks there."""
    return {
        named(gate)
        for gate in shelf().edition(edition_id).gates
        if any(c.fact.startswith("previous.") and c.op == "present" for c in gate.when)
    }


def _special(bench: Bench, right: Right) -> None:
    """Rows that need more than a change of the step's own facts."""
    era = bench.era
    if right.step == "submit-application":
        eighteen = months_later(era.born_on, 216)
        young = bench.submission(right, {"application": {"on": eighteen - DAY}})
        bench.expect(right, bench.refused(right, young), "D-01", "block", "17 years old")
        bench.passes(right, {"application": {"on": eighteen}}, "18 years old")
        silent = replace(bench.submission(right), reasons={})
        bench.expect(right, bench.refused(right, silent), "D-53", "warn", "entered late")
        on = right.records["application"]["on"]
        soon = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
        bench.passes(right, {"reasons": {"D-53": ""}}, "entered at once", at=soon)
    if right.step == "cultivate-activist":
        due = months_later(moved(REVIEWS[-1], era.weeks), 6)
        slow = bench.submission(right, {"cultivation": {"on": due + DAY}})
        bench.expect(
            right, bench.refused(right, slow), "D-11", "warn", "half a year without review"
        )
        bench.passes(right, {"cultivation": {"on": due}}, "reviewed in time")
        _moved(bench, right, break_days=3)
        _moved(bench, right, papers_passed=False)
        _excepted(bench, right)
    if right.step in {"appoint-mentors", "name-introducers"}:
        _serve_many(bench, right)
    if right.step == "decide-candidate":
        _on_one_day(bench, right)
    if right.step == "vote-conversion":
        _put_off(bench, right)
    if right.step == "observe-probation":
        due = months_later(moved(PROBATION_REVIEWS[-1], era.weeks), 3)
        slow = bench.submission(right, {"probation": {"on": due + DAY}})
        bench.expect(right, bench.refused(right, slow), "D-41", "warn", "a quarter without review")
        bench.passes(right, {"probation": {"on": due}}, "reviewed each quarter")
    if right.step == "fill-form":
        taken = bench.submission(right, {"volunteer_form": {"number": f" {TAKEN} "}})
        bench.expect(right, bench.refused(right, taken), "D-31", "block", "number taken")
    if right.step in {"approve-admission", "approve-conversion"}:
        low = cast.committee_organiser(bench.county.branch.path)
        told = bench.refused(right, bench.submission(right), actor=low)
        bench.expect(right, told, "D-36", "block", "no power to approve")
    if right.step.startswith("publish") and era.name == "2026":
        silent = replace(bench.submission(right), reasons={"D-53": "纸质档案补录"})
        bench.expect(right, bench.refused(right, silent), "N-05", "warn", "calendar not known")
        # In 2026 the State Council's notice is known; too early for the case, yet N-05 is content.
        bench.refused(right, bench.submission(right, _shifted_notice(right, date(2026, 6, 1))))


def _case(bench: Bench, **columns: Any) -> None:
    Case.objects.filter(pk=bench.case_id).update(**columns)
    bench._before = {}


def _moved(bench: Bench, right: Right, **lost: Any) -> None:
    """Somebody who came from another branch: with all papers and no break time runs on, else D-14."""
    day = bench.story.of["mentors"]["on"]
    _case(bench, moved_on=day, **lost)
    told = bench.refused(right, bench.submission(right))
    bench.expect(right, told, "D-14", "warn", f"moved {lost}")
    _case(bench, moved_on=day, break_days=0, papers_passed=True)
    bench.passes(right, {}, "moved without a break")
    _case(bench, moved_on=None)


def _serve_many(bench: Bench, right: Right) -> None:
    """Whoever serves four may take a fifth; the sixth asks for words."""
    (kind,) = right.records
    for count, is_right in ((4, True), (5, False)):
        while Case.objects.filter(opened_by=kind).count() < count:
            other = bench.county.applicant(f"另{kind}{Case.objects.count()}")
            case = Case.objects.create(
                family=FAMILY, edition=DEFAULT_EDITION, person=other, stage="stage-activist",
                organisation=bench.county.branch, org_path=bench.county.branch.path,
                opened_at=bench.era.today, opened_by=kind,
            )  # fmt: skip
            Entry.objects.create(
                case=case, kind="signed", step=right.step, happened_on=date(2009, 1, 1),
                records={kind: dict(right.records[kind]) | {"on": "2009-01-01"}},
                actor_name="冉云", entered_at=bench.era.today,
            )  # fmt: skip
        bench._before = {}
        if is_right:
            bench.passes(right, {}, f"{kind} of four")
        else:
            told = bench.refused(right, bench.submission(right))
            bench.expect(right, told, "D-72", "warn", f"{kind} of five")
    Case.objects.filter(opened_by=kind).update(state="ended", closed_on=date(2010, 1, 1))
    bench._before = {}


def _on_one_day(bench: Bench, right: Right) -> None:
    """Four steps on one day ask for words, three do not."""
    day = bench.story.of["candidate_decision"]["on"]
    first = ["submit-application", "first-talk", "recommend-activist"]
    rows = Entry.objects.filter(case=bench.case_id)
    before = dict(rows.filter(step__in=first).values_list("step", "happened_on"))
    for count, is_right in ((2, True), (3, False)):
        rows.filter(step__in=first[:count]).update(happened_on=day)
        bench._before = {}
        if is_right:
            bench.passes(right, {}, "three steps on one day")
        else:
            told = bench.refused(right, bench.submission(right))
            bench.expect(right, told, "D-71", "warn", "four steps on one day")
    for step, on in before.items():
        rows.filter(step=step).update(happened_on=on)
    bench._before = {}


def _put_off(bench: Bench, right: Right) -> None:
    """A probationary member who came from another branch may be put off half a year, not longer."""
    start = bench.story.of["admission_meeting"]["on"]
    words = {"reasons": {"D-43": "转入后继续考察"}}
    _case(bench, moved_on=start + DAY)
    for late, check in ((0, ""), (1, "D-48")):
        on = months_later(start, 18) + DAY * late
        changes = {"conversion_meeting": {"on": on}, **words}
        if check:
            told = bench.refused(right, bench.submission(right, changes))
            bench.expect(right, told, check, "warn", "put off longer than half a year")
        else:
            bench.passes(right, changes, "put off half a year")
    _case(bench, moved_on=None)


def _excepted(bench: Bench, right: Right) -> None:
    """With the county's exception on record somebody passes without the class, with no words at all."""
    exceptions.grant(
        actor=bench.actors["county"], case_id=bench.case_id, document="武组函8号",
        decided_on=bench.era.today.date(), why="因病住院，已补课", at=bench.era.today,
    )  # fmt: skip
    bench._before = {}
    bench.passes(right, {"cultivation": {"class_result": "absent"}}, "excepted by the county")
    exceptions.withdraw(
        actor=bench.actors["county"], case_id=bench.case_id, why="只为试验", at=bench.era.today
    )
    bench._before = {}


def _shifted_notice(right: Right, start: date) -> dict[str, Any]:
    (kind,) = right.records
    return {kind: {"starts_on": start, "ends_on": start + DAY * 12, "on": start + DAY * 13}}


def test_judges_an_extended_probation_by_its_own_end(bench: Bench) -> None:
    _walk(bench, upto="vote-conversion")
    start = bench.story.of["admission_meeting"]["on"]
    end = months_later(start, 18)
    vote, approve = _right(bench, "vote-conversion"), _right(bench, "approve-conversion")
    longer = {"decision": "extend", "extend_until": end}
    bench.sign(vote, bench.submission(vote, {"conversion_meeting": longer}))
    bench.sign(approve, bench.submission(approve, {"conversion_approval": {"decision": "extend"}}))

    observe, apply, publish = (
        _right(bench, key)
        for key in ("observe-probation", "apply-conversion", "publish-conversion")
    )
    later = {"probation": {"on": end - DAY * 15}, "reasons": {"D-41": "延长期内农忙"}}
    bench.sign(observe, bench.submission(observe, later))
    early = bench.submission(apply, {"conversion_application": {"on": end - DAY * 15}})
    bench.expect(apply, bench.refused(apply, early), "D-42", "warn", "applied too early")
    bench.sign(apply, bench.submission(apply, {"conversion_application": {"on": end - DAY * 14}}))
    shut = end - DAY * 3
    shown = {"starts_on": end - DAY * 14, "ends_on": shut, "on": shut + DAY}
    bench.sign(publish, bench.submission(publish, {"conversion_notice": shown}))

    def meeting(days: int, **facts: Any) -> dict[str, Any]:
        return {"conversion_meeting": {"on": end + DAY * days, **facts}}

    told = bench.refused(vote, bench.submission(vote, meeting(-1)))
    assert told.checks() == ("D-68",)
    bench.passes(vote, meeting(-1, decision="cancel"), "cancelled before the end")
    bench.passes(vote, meeting(0), "converted on the last day")
    bench.passes(vote, meeting(30), "converted in time")
    told = bench.refused(vote, bench.submission(vote, meeting(31)))
    assert told.checks() == ("D-43",)
    again = meeting(0, decision="extend", extend_until=months_later(start, 24))
    told = bench.refused(vote, bench.submission(vote, again))
    assert told.checks() == ("D-46",)
    second = _of_extension(bench.era.rules)
    assert second - bench.failed == set()
    assert second - bench.passed == set()


@pytest.mark.parametrize("who", ["stranger", "member", "auditor", "other secretary"])
def test_hides_the_case_from_others_at_every_step(who: str) -> None:
    bench = Bench(ERAS[1])
    actor = {
        "stranger": cast.stranger(),
        "member": cast.member(bench.county.branch.path, person_id=bench.story.members[0]),
        "auditor": cast.auditor(),
        "other secretary": cast.branch_secretary(bench.county.other_branch.path),
    }[who]
    for right in bench.rights:
        before = snapshot.whole()
        with pytest.raises((Case.DoesNotExist, NotAllowed)), transaction.atomic():
            steps.sign_off(
                actor=actor,
                case_id=bench.case_id,
                step=right.step,
                submission=bench.submission(right),
                at=bench.era.today,
            )
        assert snapshot.whole() == before


@pytest.mark.parametrize(
    "days",
    [
        (REVIEWS[0],),
        (REVIEWS[0], date(2024, 9, 1)),
        (date(2024, 9, 1), date(2024, 10, 1)),
        (),
    ],
    ids=["one", "one in time", "both too late", "none"],
)
def test_counts_only_reviews_between_activist_and_candidate(days: tuple[date, ...]) -> None:
    bench = Bench(replace(ERAS[1], weeks=0))
    for right in bench.rights[:6]:
        bench.sign(right, bench.submission(right))
    bench.review("review", days)
    named_reason = {"reasons": {"D-11": "村里换届"}}
    bench.sign(bench.rights[6], bench.submission(bench.rights[6], named_reason))

    right = bench.rights[7]
    told = bench.refused(right, bench.submission(right))

    assert told.checks() == ("D-12",)
    assert bench.faults == []


def test_takes_no_paper_of_another_step() -> None:
    bench = Bench(ERAS[1])
    _walk(bench, upto="archive-case")
    Case.objects.get(pk=bench.case_id).papers.filter(kind="volunteer_form").update(is_active=False)
    right = bench.rights[-1]
    wanted = bench.submission(right)

    told = bench.refused(
        right, replace(wanted, papers=(*wanted.papers, HandedIn(kind="volunteer_form")))
    )

    assert told.checks() == ("D-50",)
    assert "入党志愿书" in told.reasons[0].message
