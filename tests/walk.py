"""Right facts, papers and dates for every step of the county's 29, and the one who signs it.

Written from domain.md, not from the editions, so that the tests do not agree
with the program by reading the same file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from tests import cast, kept
from tests.county import County
from xianfeng.casework.commands import cases, evidence, reviews, steps
from xianfeng.casework.commands.steps import HandedIn, Submission
from xianfeng.casework.models import Review
from xianfeng.recruitment.vocab import DEFAULT_EDITION, FAMILY
from xianfeng.registry.models import Person
from xianfeng.trust.models import Grant
from xianfeng.trust.vocab import Actor, Role

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def ballot(*, members: int = 9, yes: int = 8) -> dict[str, Any]:
    """Return a ballot of all members present."""
    return {
        "entitled": members, "excluded": 0, "present": members, "method": "secret",
        "issued": members, "returned": members, "yes": yes, "no": members - yes,
        "abstain": 0, "void": 0, "written_yes": 0, "written_no": 0,
        "by_proxy": False, "is_one_by_one": True,
    }  # fmt: skip


def notice(start: date, end: date, on: date) -> dict[str, Any]:
    """Return a notice without objections."""
    return {
        "starts_on": start, "ends_on": end, "on": on, "place": "村务公开栏",
        "objections": 0, "objections_closed": 0,
    }  # fmt: skip


VOTE = {"members": 5, "present": 5}
PANEL = {"members": 7, "present": 6, "yes": 6, "is_one_by_one": True}


@dataclass(frozen=True)
class Right:
    """One step done rightly."""

    step: str
    role: str
    records: Mapping[str, Mapping[str, Any]]
    papers: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)

    def submission(self, **changes: Any) -> Submission:
        """Return what is handed in; ``changes`` replace records["kind"] as kind={...}."""
        records = {kind: {**row, **changes.get(kind, {})} for kind, row in self.records.items()}
        return Submission(
            records=records,
            papers=tuple(HandedIn(kind=k) for k in changes.get("papers", self.papers)),
            reasons=changes.get("reasons", self.reasons),
        )


def story(county: County) -> tuple[Right, ...]:
    """Return the 29 steps from January 2023 to August 2026, all within the rules of their day."""
    mentors = [county.members[0].pk, county.members[1].pk]
    introducers = [county.members[2].pk, county.members[3].pk]
    tellers = [county.members[4].pk, county.members[5].pk]
    d = date
    return (
        Right("submit-application", "branch", {"application": {"on": d(2023, 1, 10), "receiver": "王书记", "is_own_unit": True}}, ("application_letter",)),
        Right("first-talk", "branch", {"talk": {"on": d(2023, 1, 31), "talker": "王书记", "place": "村委会", "content": "了解入党动机"}}, ("talk_record",)),
        Right("recommend-activist", "branch", {"nomination": {"on": d(2023, 7, 3), "by_members": True, "is_league_member": False, "by_league": False}}, ("nomination_form",)),
        Right("decide-activist", "branch", {"activist_decision": {"on": d(2023, 7, 10), "body": "committee", **VOTE}}, ("activist_minutes",)),
        Right("file-activist", "committee", {"activist_filing": {"on": d(2023, 7, 18), "number": "山党备〔2023〕7号"}}, ("activist_filing_form",)),
        Right("appoint-mentors", "branch", {"mentors": {"on": d(2023, 7, 12), "people": mentors, "is_close_kin": False}}),
        Right("cultivate-activist", "branch", {"cultivation": {"on": d(2024, 7, 12), "class_result": "passed", "was_transferred": False}}, ("review_book",)),
        Right("decide-candidate", "branch", {
            "candidate_opinions": {"on": d(2024, 7, 15), "group": True, "mentors": True, "members": True, "masses": True, "masses_present": 9},
            "candidate_decision": {"on": d(2024, 7, 18), **VOTE},
        }, ("opinions_record", "candidate_minutes")),
        Right("publish-candidate", "branch", {"candidate_notice": notice(d(2024, 7, 19), d(2024, 7, 26), d(2024, 7, 27))}, ("candidate_notice_sheet", "candidate_notice_result", "candidate_notice_photo")),
        Right("file-candidate", "committee", {"candidate_filing": {"on": d(2024, 8, 2), "number": "山党备〔2024〕9号", "result": "consent"}}, ("candidate_filing_form",)),
        Right("name-introducers", "branch", {"introducers": {"on": d(2024, 8, 6), "people": introducers}}),
        Right("review-politically", "branch", {"political_review": {"on": d(2024, 9, 2), "attitude": True, "history": True, "conduct": True, "relatives": True, "is_migrant": False, "conclusion": "qualified"}}, ("political_review_report",)),
        Right("short-training", "committee", {"training": {"starts_on": d(2024, 9, 9), "on": d(2024, 9, 12), "days": 4, "hours": 28, "result": "passed"}}, ("training_certificate",)),
        Right("branch-review", "branch", {"branch_review": {"on": d(2024, 9, 20), **VOTE}}, ("branch_review_minutes",)),
        Right("pre-review", "committee", {
            "prereview": {"on": d(2024, 10, 15), "reported_on": d(2024, 9, 25), "has_plan_place": True, "result": "passed"},
            "county_review": {"on": d(2024, 10, 16), "result": "passed"},
        }, ("prereview_request", "prereview_opinion")),
        Right("publish-admission", "branch", {"admission_notice": notice(d(2024, 10, 17), d(2024, 10, 24), d(2024, 10, 25))}, ("admission_notice_sheet", "admission_notice_result", "admission_notice_photo")),
        Right("fill-form", "branch", {"volunteer_form": {"on": d(2024, 10, 28), "number": "62052420240001"}}, ("volunteer_form",)),
        Right("vote-admission", "branch", {"admission_meeting": {"on": d(2024, 11, 8), **ballot(), "tellers": tellers, "applicant_present": True}}, ("admission_minutes", "admission_ballot_report")),
        Right("committee-talk", "committee", {"committee_talk": {"on": d(2024, 11, 20), "talker": "罗成", "reported_on": d(2024, 11, 12)}}, ("committee_talk_record",)),
        Right("approve-admission", "committee", {"approval": {"on": d(2024, 12, 5), **PANEL, "number": "山党发〔2024〕31号"}}, ("approval_request", "approval_reply")),
        Right("file-with-county", "county", {"county_filing": {"on": d(2024, 12, 20), "number": "武组备2024-118"}}, ("county_filing_report",)),
        Right("place-in-branch", "branch", {"placement": {"on": d(2024, 12, 10), "group": "第一党小组"}}),
        Right("take-oath", "branch", {"oath": {"on": d(2024, 12, 26), "place": "镇党员活动室"}}, ("oath_record",)),
        Right("observe-probation", "branch", {"probation": {"on": d(2025, 11, 3), "opinion": "表现良好"}}, ("probation_book",)),
        Right("apply-conversion", "branch", {"conversion_application": {"on": d(2025, 11, 7), "receiver": "王书记"}}, ("conversion_letter",)),
        Right("publish-conversion", "branch", {"conversion_notice": notice(d(2025, 11, 10), d(2025, 11, 17), d(2025, 11, 18))}, ("conversion_notice_sheet", "conversion_notice_result", "conversion_notice_photo")),
        Right("vote-conversion", "branch", {"conversion_meeting": {"on": d(2025, 11, 20), "decision": "convert", **ballot(), "tellers": tellers}}, ("conversion_minutes", "conversion_ballot_report")),
        Right("approve-conversion", "committee", {"conversion_approval": {"on": d(2025, 12, 15), "reported_on": d(2025, 11, 25), "decision": "convert", **PANEL, "number": "山党发〔2025〕40号"}}, ("conversion_request", "conversion_reply")),
        Right("archive-case", "branch", {"archive": {"on": d(2025, 12, 22), "keeper": "县委组织部"}}, ("archive_list",)),
    )  # fmt: skip


REVIEWED = "county_review"
ASKED_AT = datetime(2024, 10, 15, 2, 0, tzinfo=UTC)
ANSWERED_AT = datetime(2024, 10, 16, 2, 0, tzinfo=UTC)
REVIEWS = (date(2023, 12, 20), date(2024, 6, 18))
PROBATION_REVIEWS = (date(2025, 3, 5), date(2025, 6, 2), date(2025, 8, 28))
LATE = {"D-53": "纸质档案补录"}


def pass_review(case_id: int, committee: Actor, county: Actor) -> None:
    """Submit a case to the county on the story's days and pass it, once, where the county has an account."""
    asks = Grant.objects.filter(role=Role.COUNTY_OFFICE).exists()
    if not asks or Review.objects.filter(case=case_id).exists():
        return
    asked = reviews.ask(actor=committee, case_id=case_id, record=REVIEWED, at=ASKED_AT)
    given = reviews.Answer(result="passed", on=date(2024, 10, 16))
    reviews.answer(actor=county, review_id=asked, given=given, at=ANSWERED_AT)


class Walker:
    """Takes one applicant through the story, step by step, by commands."""

    def __init__(
        self, county: County, *, name: str = "申向党", person: Person | None = None
    ) -> None:
        """Open a case; every actor is ready."""
        self.county = county
        self.person = person or county.applicant(name)
        self.actors = {
            "branch": cast.branch_secretary(county.branch.path),
            "committee": cast.committee_organiser(county.committee.path),
            "county": cast.county_office(county.root.path),
        }
        self.rights = story(county)
        self.case_id = kept.built(("case", self.person.pk, self.actors["branch"]), self._open)

    def _open(self) -> int:
        return cases.open_case(
            actor=self.actors["branch"],
            family=FAMILY,
            edition=DEFAULT_EDITION,
            person_id=self.person.pk,
            at=NOW,
        )

    def right(self, key: str) -> Right:
        """Return a step done rightly."""
        return next(right for right in self.rights if right.step == key)

    def sign(self, key: str, *, role: str = "", **changes: Any) -> int:
        """Sign one step rightly, or with changes."""
        right = self.right(key)
        changes.setdefault("reasons", {**LATE, **right.reasons})
        return steps.sign_off(
            actor=self.actors[role or right.role],
            case_id=self.case_id,
            step=key,
            submission=right.submission(**changes),
            at=NOW,
        )

    def reviewed(self) -> None:
        """Let the county pass the pre-review where it has an account, and so is asked (D-59)."""
        pass_review(self.case_id, self.actors["committee"], self.actors["county"])

    def review(self, kind: str, days: tuple[date, ...]) -> None:
        """Enter repeated records."""
        for day in days:
            evidence.add(
                actor=self.actors["branch"],
                case_id=self.case_id,
                kind=kind,
                facts={"on": day, "reviewer": "王书记", "opinion": "表现良好"},
                at=NOW,
            )

    def until(self, key: str) -> "Walker":
        """Sign everything before the named step."""
        story = repr((self.rights, self.actors))
        kept.built(("until", key, self.case_id, story), lambda: self._walk(key))
        return self

    def _walk(self, key: str) -> None:
        for right in self.rights:
            if right.step == key:
                break
            if right.step == "cultivate-activist":
                self.review("review", REVIEWS)
            if right.step == "observe-probation":
                self.review("probation_review", PROBATION_REVIEWS)
            if REVIEWED in right.records:
                self.reviewed()
            self.sign(right.step)
        else:
            assert key == "", f"no step {key}"
