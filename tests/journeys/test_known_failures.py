"""The known failures of domain 1.5: each wrong step is refused live and found in an examination.

Chaozhou, 2014–15: nineteen people chosen orally without a meeting, fifteen
before a year was over, eighteen with political reviews added after the vote,
ten approved by nobody with the power to. Guangyuan: a student developed by his
home village through a relative, and nobody above looked.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests import cast, paper_rows, snapshot
from tests.county import County, id_number, organisation, person
from tests.journeys.test_refusals import body, told
from tests.walk import NOW, PROBATION_REVIEWS, REVIEWS, Walker
from xianfeng.kernel.errors import Refused
from xianfeng.recruitment.queries.examinations import Finding
from xianfeng.registry.commands import counts
from xianfeng.registry.vocab import OrganisationKind

pytestmark = pytest.mark.django_db
# On paper the candidate's notice stands before the decision.
ON_PAPER: Mapping[str, Mapping[str, Any]] = {
    "candidate_opinions": {"on": date(2024, 7, 2)},
    "candidate_notice": {"starts_on": date(2024, 7, 4), "ends_on": date(2024, 7, 15)},
}


class Village:
    """A case in a village under a base committee that has no power to approve."""

    def __init__(self, folder: Path) -> None:
        """Hang the branch under 周庄村党委, which lies under the township."""
        county = self.county = County(members=1)
        self.village = organisation(
            "中共武山县山丹镇池湖村委员会",
            kind=OrganisationKind.COMMITTEE,
            parent=county.committee,
            nth=9,
        )
        county.branch = organisation(
            "中共武山县山丹镇池湖村一组支部委员会",
            kind=OrganisationKind.BRANCH,
            parent=self.village,
        )
        county.members = [person(f"池湖{n}", county.branch) for n in range(9)]
        counts.recount({county.branch.pk})
        self.walker = Walker(county)
        self.clients = {
            role: cast.client_of(actor, username=f"village-{role}")
            for role, actor in self.walker.actors.items()
        }
        self.folder = folder

    def refused(self, step: str, changes: Mapping[str, Any], *, actor: Any = None) -> set[str]:
        """Try a wrong step by page and by command; return the checks, which must be the same."""
        right = self.walker.right(step)
        before = snapshot.whole()
        client = (
            cast.client_of(actor, username=f"tries-{step}") if actor else self.clients[right.role]
        )
        before = snapshot.whole() if actor else before
        number = [r.step for r in self.walker.rights].index(step) + 1
        sent = body(right, changes)
        answer = client.post(f"/cases/{self.walker.case_id}/steps/{number}/", sent)
        assert answer.status_code == 422, answer.status_code
        on_page = {reason.check for reason in told(answer)}
        kept = {k: v for k, v in changes.items() if k != "papers_left_out"}
        if "papers_left_out" in changes:
            kept["papers"] = tuple(p for p in right.papers if p not in changes["papers_left_out"])
        if actor:
            self.walker.actors["tries"] = actor
        with pytest.raises(Refused) as refusal:
            self.walker.sign(step, role="tries" if actor else "", **kept)
        assert set(refusal.value.verdict.checks()) == on_page
        assert snapshot.whole() == before
        return on_page

    def found(
        self, changes: Mapping[str, Mapping[str, Any]], *, approver: str = ""
    ) -> list[Finding]:
        """Write the same history as a row of a workbook and examine it."""
        records = {
            kind: {**row, **ON_PAPER.get(kind, {}), **changes.get(kind, {})}
            for right in self.walker.rights
            for kind, row in right.records.items()
        }
        records["review"] = {"dates": REVIEWS, **changes.get("review", {})}
        records["probation_review"] = {"dates": PROBATION_REVIEWS}
        subject = {
            "name": "池湖某", "branch": self.county.branch.name,
            "id_number": id_number(date(1995, 3, 8), serial=77),
        }  # fmt: skip
        row = paper_rows.row(
            records, subject=subject, approver=approver or self.county.committee.name
        )
        path = paper_rows.workbook(self.folder / "池湖村.csv", [row])
        return list(paper_rows.examined(path, today=NOW.date()).findings)


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)
    return Village(tmp_path)


def checks(findings: list[Finding], *, level: str = "") -> set[str]:
    return {f.check for f in findings if not level or f.level.mark == level}


def test_a_file_done_rightly_is_found_without_fault(village: Village) -> None:
    assert [(f.check, f.message) for f in village.found({}) if f.level.mark == "阻"] == []


def test_chosen_orally_without_a_meeting(village: Village) -> None:
    village.walker.until("decide-activist")
    nobody_met = {"activist_decision": {"members": 5, "present": 0}}

    assert "D-06" in village.refused("decide-activist", nobody_met)
    no_minutes = {"papers_left_out": frozenset({"activist_minutes"})}
    assert {"D-06"} <= village.refused("decide-activist", no_minutes)
    finding = next(f for f in village.found(nobody_met) if f.check == "D-06")
    assert (finding.level.mark, finding.clause) == ("阻", "第八条")
    left_empty = {"activist_decision": {"members": None, "present": None}}
    assert "D-06" in checks(village.found(left_empty), level="阻")


def test_less_than_a_year_from_activist_to_candidate(village: Village) -> None:
    village.walker.until("decide-candidate")
    early = {
        "candidate_opinions": {"on": date(2024, 7, 9)}, "candidate_decision": {"on": date(2024, 7, 9)},
    }  # fmt: skip

    assert "D-12" in village.refused("decide-candidate", early)
    finding = next(f for f in village.found(early) if f.check == "D-12")
    assert finding.edition == "CPC-DEV-2014"


def test_political_review_added_after_the_vote(village: Village) -> None:
    village.walker.until("review-politically")
    # Live nobody gets past: neither the branch's review nor the vote opens without it.
    assert {"D-52", "D-20"} <= village.refused("branch-review", {})
    assert "D-52" in village.refused("vote-admission", {})
    late = {"political_review": {"on": date(2024, 11, 20)}}
    found = village.found(late)
    assert "D-51" in checks(found, level="阻")
    never = {"political_review": {"on": None, "conclusion": None}}
    assert {"D-20", "D-52"} <= checks(village.found(never), level="阻")


def test_papers_added_later_are_asked_about(village: Village) -> None:
    village.walker.until("review-politically")
    right = village.walker.right("review-politically")
    before = snapshot.whole()
    with pytest.raises(Refused) as refusal:
        village.walker.sign("review-politically", reasons={})
    assert refusal.value.verdict.checks() == ("D-53",)
    number = [r.step for r in village.walker.rights].index(right.step) + 1
    sent = {k: v for k, v in body(right).items() if not k.startswith("reason.")}
    answer = village.clients["branch"].post(
        f"/cases/{village.walker.case_id}/steps/{number}/", sent
    )
    assert (answer.status_code, [r.check for r in told(answer)]) == (422, ["D-53"])
    assert snapshot.whole() == before


def test_approved_by_a_committee_without_the_power(village: Village) -> None:
    village.walker.until("approve-admission")
    base = cast.committee_organiser(village.village.path)

    assert "D-36" in village.refused("approve-admission", {}, actor=base)
    finding = next(f for f in village.found({}, approver=village.village.name) if f.check == "D-36")
    assert finding.level.mark == "阻"


def test_approved_without_a_discussion_and_vote_of_the_committee(village: Village) -> None:
    village.walker.until("approve-admission")
    for changes in (
        {"approval": {"is_one_by_one": False}},
        {"approval": {"members": 7, "present": 3, "yes": 3}},
    ):
        assert "D-37" in village.refused("approve-admission", changes)
        assert "D-37" in checks(village.found(changes), level="阻")


def test_a_student_developed_at_home_through_a_relative(village: Village) -> None:
    elsewhere = {"application": {"is_own_unit": False}}
    assert "D-03" in village.refused("submit-application", elsewhere)
    village.walker.until("appoint-mentors")
    kin = {"mentors": {"is_close_kin": True}}
    assert "D-10" in village.refused("appoint-mentors", kin)

    found = checks(village.found(elsewhere | kin), level="警")
    assert {"D-03", "D-10"} <= found
    # The committee that did not look: its pre-review is missing from the file.
    unseen = {"prereview": {"on": None, "reported_on": None, "result": None}}
    assert "D-52" in checks(village.found(unseen), level="阻")
    failed = {"prereview": {"result": "failed"}}
    assert "D-29" in checks(village.found(failed), level="阻")
