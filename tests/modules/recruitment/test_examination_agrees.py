"""What the live gate refuses the examination finds, and what it finds the live gate refuses.

A history is put step by step through the live judgement, each step as if all
before it had been signed, and as one row of a workbook through the
examination. Both name the same blocking checks, as far as both can see:

* A row holds what ``paper_file/columns.toml`` has columns for and what follows
  from that. A live reason counts when the fact that it rests on is one of those.
* A row has no date of its own for mentors, introducers, form, summary of the
  cultivation or result of a notice: the history is told with the dates that the
  examination takes for them.
* Order is told by D-51 live and on paper, but paper puts the candidate's notice
  before the decision and the county's 29 steps put it after: order and what was
  skipped are tried apart, on the records that follow the same ones in both.
"""

import copy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import paper_rows
from tests.county import County, id_number
from tests.lawful import moved
from tests.walk import PROBATION_REVIEWS, REVIEWS, story
from xianfeng.casework.models import Case
from xianfeng.casework.queries import dockets
from xianfeng.casework.rules import history, judging, values
from xianfeng.kernel import clock
from xianfeng.procedure import board
from xianfeng.procedure.schema import Edition
from xianfeng.recruitment import catalogue
from xianfeng.recruitment.queries import paper_files
from xianfeng.recruitment.vocab import DEFAULT_EDITION, FAMILY
from xianfeng.registry.models import Organisation
from xianfeng.registry.queries import calendar
from xianfeng.registry.vocab import OrganisationKind

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
BORN_ON = date(1995, 3, 8)
Records = dict[str, dict[str, Any]]
# Told apart: order and completeness of steps, and what only a page has.
STRUCTURE = {"D-51", "D-52", "D-62", "D-63", "D-64", "D-65"}
# A notice that was too short is told at the notice (N-01); paper says so at the meeting once more.
SAID_AGAIN = {"D-33", "D-44"}
DATES = [
    ("application", "on"), ("talk", "on"), ("nomination", "on"), ("activist_decision", "on"),
    ("activist_filing", "on"), ("candidate_opinions", "on"), ("candidate_notice", "starts_on"),
    ("candidate_notice", "ends_on"), ("candidate_decision", "on"), ("candidate_filing", "on"),
    ("political_review", "on"), ("training", "starts_on"), ("training", "on"),
    ("branch_review", "on"), ("prereview", "reported_on"), ("prereview", "on"),
    ("admission_notice", "starts_on"), ("admission_notice", "ends_on"), ("admission_meeting", "on"),
    ("committee_talk", "reported_on"), ("committee_talk", "on"), ("approval", "on"),
    ("county_filing", "on"), ("placement", "on"), ("oath", "on"), ("conversion_application", "on"),
    ("conversion_notice", "starts_on"), ("conversion_notice", "ends_on"),
    ("conversion_meeting", "on"), ("conversion_approval", "reported_on"),
    ("conversion_approval", "on"), ("archive", "on"),
]  # fmt: skip
BALLOTS = ("admission_meeting", "conversion_meeting")
DAYS = st.one_of(st.integers(-40, 40), st.sampled_from([-400, -200, -100, 100, 190, 380]))
SLIPS = st.one_of(
    st.tuples(st.just("shift"), st.sampled_from(DATES), DAYS),
    st.tuples(st.just("yes"), st.sampled_from(BALLOTS), st.integers(0, 9)),
    st.tuples(st.just("present"), st.sampled_from(BALLOTS), st.integers(1, 10)),
    st.tuples(st.just("hands"), st.sampled_from(BALLOTS), st.none()),
    st.tuples(st.just("people"), st.sampled_from(["mentors", "introducers"]), st.integers(1, 3)),
    st.tuples(st.just("hours"), st.just("training"), st.sampled_from([8, 16, 23, 24, 39, 40])),
    st.tuples(st.just("failed"), st.sampled_from(["training", "prereview"]), st.none()),
    st.tuples(st.just("unqualified"), st.just("political_review"), st.none()),
    st.tuples(
        st.just("met"), st.sampled_from(["activist_decision", "approval"]), st.integers(0, 8)
    ),
    st.tuples(st.just("approved"), st.just("approval"), st.integers(0, 7)),
    st.tuples(st.just("together"), st.just("approval"), st.none()),
    st.tuples(st.just("powerless"), st.just("approval"), st.none()),
    st.tuples(st.just("fewer"), st.sampled_from(["review", "probation_review"]), st.none()),
)


class Bench:
    """One county, one applicant, the live judgement and the examination over the same history."""

    def __init__(self, folder: Path) -> None:
        county = self.county = County(members=9)
        self.subject = county.applicant(born_on=BORN_ON, since=date(1996, 1, 1))
        self.village = Organisation.objects.create(
            path=county.committee.path + "0009", code="620524999999", parent=county.committee,
            name="中共武山县山丹镇周庄村委员会", short_name="周庄村党委", kind=OrganisationKind.COMMITTEE,
            pinyin="zhouzhuang", initials="zz",
        )  # fmt: skip
        self.folder = folder
        self.edition = board.family(FAMILY).shelf.edition(DEFAULT_EDITION)
        self.calendar = calendar.work_calendar()
        self.lookups = board.family(FAMILY).lookups()
        self.case = Case(
            family=FAMILY, edition=DEFAULT_EDITION, person=self.subject,
            organisation=county.branch, org_path=county.branch.path, opened_at=clock.now(),
        )  # fmt: skip
        self.rights = story(county)
        self.known = self._known()

    def _known(self) -> frozenset[str]:
        path = paper_rows.workbook(self.folder / "empty.csv", [])
        return paper_files.open_workbook(path, file_name=path.name, limit=10**6).known

    def story(self, weeks: int) -> Records:
        """Return the right story so many weeks later as records that a row can hold."""
        records = {
            kind: {name: moved(value, weeks) for name, value in row.items()}
            for right in self.rights
            for kind, row in right.records.items()
        }
        shift = timedelta(weeks=weeks)
        records["review"] = {"dates": tuple(day + shift for day in REVIEWS)}
        records["probation_review"] = {"dates": tuple(day + shift for day in PROBATION_REVIEWS)}
        return records

    def live(self, records: Records, *, signing_path: str) -> list[judging.Reason]:
        """Put every step through the live judgement; return what blocks."""
        signed: list[history.Signed] = []
        reasons: list[judging.Reason] = []
        papers = [
            history.Kept(step=right.step, round=1, kind=kind)
            for right in self.rights
            for kind in right.papers
        ]
        evidence = {kind: records[kind]["dates"] for kind in ("review", "probation_review")}
        for right in self.rights:
            own = {kind: records[kind] for kind in right.records if kind in records}
            if not own:
                continue
            step = self.edition.step(right.step)
            docket = dockets.present(
                self.case, signed=signed, papers=papers, evidence=evidence,
                subject={"name": self.subject.name, "category": "outsider"}, calendar=self.calendar,
            )  # fmt: skip
            verdict, _rules, _facts = docket.judge(
                judging.Draft(step=step, records=own, papers=frozenset(right.papers)),
                typing=(), signing_path=signing_path, today=TODAY, lookups=self.lookups,
            )  # fmt: skip
            reasons += verdict.blocks
            on = values.happened_on(own, self.edition.kinds_of(step)) or TODAY
            signed.append(history.Signed(step=right.step, round=1, on=on, records=own))
        return reasons

    def examined(self, records: Records, *, approver: str) -> list[Any]:
        """Put the history as a row through the examination; return what blocks."""
        subject = {
            "name": self.subject.name, "branch": self.county.branch.name,
            "id_number": id_number(BORN_ON, serial=77),
        }  # fmt: skip
        path = paper_rows.workbook(
            self.folder / "files.csv",
            [paper_rows.row(records, subject=subject, approver=approver)],
        )
        report = paper_rows.examined(path, today=TODAY)
        return [finding for finding in report.findings if finding.level.mark == "阻"]


def slipped(records: Records, slips: list[tuple[Any, ...]], county: County) -> Records:
    """Make the slips, and bring what a row cannot hold into line with what it does."""
    told = copy.deepcopy(records)
    for kind, where, value in slips:
        _slip(told, kind, where, value, county)
    _as_a_row_holds_it(told)
    return told


def _slip(told: Records, kind: str, where: Any, value: Any, county: County) -> None:
    if kind == "shift":
        record, name = where
        told[record][name] += timedelta(days=value)
    elif kind == "fewer":
        told[where]["dates"] = told[where]["dates"][:1]
    elif kind == "people":
        told[where]["people"] = [member.pk for member in county.members[2 : 2 + value]]
    else:
        told[where] |= {
            "yes": {"yes": value}, "present": {"present": value}, "hands": {"method": "hands"},
            "hours": {"hours": value}, "failed": {"result": "failed"},
            "unqualified": {"conclusion": "unqualified"}, "met": {"present": value},
            "approved": {"yes": value}, "together": {"is_one_by_one": False}, "powerless": {},
        }[kind]  # fmt: skip


def _as_a_row_holds_it(told: Records) -> None:
    for name in BALLOTS:
        box = told[name]
        box["issued"] = box["returned"] = box["present"]
    for name in ("candidate_notice", "admission_notice", "conversion_notice"):
        told[name]["on"] = told[name]["ends_on"]
    told["cultivation"]["on"] = told["review"]["dates"][-1]
    told["probation"]["on"] = told["probation_review"]["dates"][-1]
    training = told["training"]
    training["days"] = (training["on"] - training["starts_on"]).days + 1
    told["mentors"]["on"] = told["activist_decision"]["on"]
    told["introducers"]["on"] = told["candidate_filing"]["on"]
    told["volunteer_form"]["on"] = told["prereview"]["on"]


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    return Bench(tmp_path)


@settings(
    max_examples=120, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    weeks=st.sampled_from([-520, -420, -120, 0, 20]), slips=st.lists(SLIPS, min_size=0, max_size=4)
)
def test_examination_and_live_gate_block_by_the_same_checks(bench, weeks, slips) -> None:
    told = slipped(bench.story(weeks), slips, bench.county)
    powerless = any(kind == "powerless" for kind, *_ in slips)
    place = bench.village if powerless else bench.county.committee

    live = bench.live(told, signing_path=place.path)
    found = bench.examined(told, approver=place.name)

    refused = {r.check for r in live if r.field in bench.known} - STRUCTURE
    told_of = {finding.check for finding in found} - STRUCTURE
    assert refused - told_of == set()
    assert told_of - refused <= (SAID_AGAIN if "N-01" in refused else set())


# Records that are the only one of their step, dated by one day, and follow the same records in both orders.
ORDERED = (
    "talk", "nomination", "activist_decision", "activist_filing", "political_review",
    "branch_review", "approval", "county_filing", "placement", "oath", "archive",
)  # fmt: skip


def kinds_by_title(edition: Edition) -> dict[str, str]:
    return {step.title: kind for step in edition.steps for kind in step.records if kind in ORDERED}


@settings(
    max_examples=80, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    shifts=st.lists(
        st.tuples(st.just("shift"), st.tuples(st.sampled_from(ORDERED), st.just("on")), DAYS),
        min_size=1, max_size=4,
    )
)  # fmt: skip
def test_examination_and_live_gate_find_the_same_dates_out_of_order(bench, shifts) -> None:
    told = slipped(bench.story(-120), shifts, bench.county)

    live = bench.live(told, signing_path=bench.county.committee.path)
    found = bench.examined(told, approver=bench.county.committee.name)

    refused = {r.field.split(".")[0] for r in live if r.check == "D-51"} & set(ORDERED)
    titles = kinds_by_title(catalogue.paper_file()[1])
    told_of = {titles[one.step] for one in found if one.check == "D-51" and one.step in titles}
    assert told_of == refused


@pytest.mark.parametrize("left_out", [kind for kind in ORDERED if kind != "archive"])
def test_examination_and_live_gate_miss_the_same_step(bench, left_out) -> None:
    told = slipped(bench.story(-120), [], bench.county)
    del told[left_out]

    live = bench.live(told, signing_path=bench.county.committee.path)
    found = bench.examined(told, approver=bench.county.committee.name)

    ahead = kinds_by_title(bench.edition)
    refused = {
        kind
        for title, kind in ahead.items()
        for r in live
        if r.check == "D-52" and f"“{title}”" in r.fact
    }
    titles = kinds_by_title(catalogue.paper_file()[1])
    # Paper misses mentors with the decision, from which alone it knows their day.
    missed = {titles[one.step] for one in found if one.check == "D-52" and one.step in titles}
    assert missed == {left_out}
    assert refused == ({left_out} if left_out in followed(bench.edition) else set())


def followed(edition: Edition) -> set[str]:
    """Return the kinds of steps on which another step rests."""
    by_key = {step.key: step for step in edition.steps}
    return {kind for step in edition.steps for key in step.after for kind in by_key[key].records}
