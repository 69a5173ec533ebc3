"""What can be wrong with each step: one change, the check that must find it, the nearest lawful value.

Written from the clauses (domain.md 12.2), as changes to a story that is right.
"""

from datetime import date
from typing import Any

from tests.lawful import DAY, nth_workday
from tests.modules.casework.mistakes import (
    Changes,
    Made,
    Record,
    Story,
    Wrong,
    both,
    fixed,
    late,
    on,
    without,
)

WARN = {"level": "warn"}
HINT = {"level": "hint"}
YES_NO = (
    # step, check, record, field, wrong, level, changes beside it
    ("submit-application", "D-03", "application", "is_own_unit", False, "warn", {}),
    ("recommend-activist", "D-07", "nomination", "by_league", False, "warn", {"is_league_member": True}),
    ("recommend-activist", "D-73", "nomination", "in_favour", 10, "block", {"voters": 9}),
    ("recommend-activist", "D-73", "nomination", "voters", None, "block", {"in_favour": 9}),
    ("appoint-mentors", "D-10", "mentors", "is_close_kin", True, "warn", {}),
    ("cultivate-activist", "D-13", "cultivation", "class_result", "failed", "block", {}),
    ("cultivate-activist", "D-13", "cultivation", "class_result", "absent", "block", {}),
    ("cultivate-activist", "D-14", "cultivation", "break_days", 1, "warn", {"was_transferred": True}),
    ("cultivate-activist", "D-14", "cultivation", "break_days", None, "warn", {"was_transferred": True}),
    ("decide-candidate", "D-15", "candidate_opinions", "group", False, "block", {}),
    ("decide-candidate", "D-15", "candidate_opinions", "mentors", False, "block", {}),
    ("decide-candidate", "D-15", "candidate_opinions", "members", False, "block", {}),
    ("decide-candidate", "D-15", "candidate_opinions", "masses", False, "block", {}),
    ("file-candidate", "D-18", "candidate_filing", "result", "dissent", "block", {}),
    ("review-politically", "D-20", "political_review", "conclusion", "unqualified", "block", {}),
    ("review-politically", "D-21", "political_review", "attitude", False, "warn", {}),
    ("review-politically", "D-21", "political_review", "history", False, "warn", {}),
    ("review-politically", "D-21", "political_review", "conduct", False, "warn", {}),
    ("review-politically", "D-21", "political_review", "relatives", False, "warn", {}),
    ("review-politically", "D-22", "political_review", "home_asked", False, "block", {"is_migrant": True, "residence_asked": True}),
    ("review-politically", "D-22", "political_review", "residence_asked", None, "block", {"is_migrant": True, "home_asked": True}),
    ("pre-review", "D-27", "prereview", "has_plan_place", False, "block", {}),
    ("pre-review", "D-29", "prereview", "result", "failed", "block", {}),
    ("pre-review", "D-59", "county_review", "result", "standard", "block", {}),
    ("pre-review", "D-59", "county_review", "result", "procedure", "block", {}),
    ("pre-review", "D-59", "county_review", "result", "political", "block", {}),
    ("vote-admission", "V-08", "admission_meeting", "by_proxy", True, "block", {}),
    ("vote-conversion", "V-08", "conversion_meeting", "by_proxy", True, "block", {}),
    ("vote-admission", "V-11", "admission_meeting", "is_one_by_one", False, "block", {}),
    ("vote-conversion", "V-11", "conversion_meeting", "is_one_by_one", False, "block", {}),
    ("vote-admission", "V-13", "admission_meeting", "applicant_present", False, "warn", {}),
    ("approve-admission", "D-37", "approval", "is_one_by_one", False, "block", {}),
    ("approve-conversion", "D-37", "conversion_approval", "is_one_by_one", False, "block", {}),
    ("approve-conversion", "D-69", "conversion_approval", "decision", "extend", "block", {}),
    ("approve-conversion", "D-69", "conversion_approval", "decision", "cancel", "block", {}),
)  # fmt: skip
RIGHT_BESIDE = {
    "D-07": {"is_league_member": True, "by_league": True},
    "D-14": {"was_transferred": True, "break_days": 0},
    "D-73": {"voters": 9, "in_favour": 9},
    "D-22": {"is_migrant": True, "home_asked": True, "residence_asked": True},
}


def _yes_no() -> list[Wrong]:
    rows = []
    for step, check, kind, name, value, level, beside in YES_NO:
        right = RIGHT_BESIDE.get(check)
        but = fixed(**{kind: right}) if right else None
        rows.append(Wrong(step, check, fixed(**{kind: {**beside, name: value}}), but, level=level))
    return rows


def _panels() -> list[Wrong]:
    """Exactly half of a committee is not more than half; more people than there are is a slip."""
    rows = []
    for step, check, kind in (
        ("decide-activist", "D-06", "activist_decision"),
        ("decide-candidate", "D-70", "candidate_decision"),
        ("branch-review", "D-26", "branch_review"),
        ("approve-admission", "D-37", "approval"),
        ("approve-conversion", "D-37", "conversion_approval"),
    ):
        votes = "approval" in kind
        half = {"members": 6, "present": 3, **({"yes": 3} if votes else {})}
        more = {"members": 6, "present": 4, **({"yes": 4} if votes else {})}
        rows.append(Wrong(step, check, fixed(**{kind: half}), fixed(**{kind: more})))
        full = {"members": 4, "present": 4, **({"yes": 4} if votes else {})}
        rows.append(
            Wrong(step, check, fixed(**{kind: {**full, "present": 5}}), fixed(**{kind: full}))
        )
        if votes:
            rows.append(
                Wrong(
                    step,
                    check,
                    fixed(**{kind: {"members": 6, "present": 6, "yes": 3}}),
                    fixed(**{kind: {"members": 6, "present": 6, "yes": 4}}),
                )
            )
            rows.append(
                Wrong(
                    step,
                    check,
                    fixed(**{kind: {"members": 7, "present": 5, "yes": 6}}),
                    fixed(**{kind: {"members": 7, "present": 5, "yes": 5}}),
                )
            )
    return rows


EIGHT = {"entitled": 8, "excluded": 1, "excluded_list": "赵正式0，长期卧病，镇党委批准", "no": 0}


def _ballots() -> list[Wrong]:
    rows = []
    for step, kind in (("vote-admission", "admission_meeting"), ("vote-conversion", "conversion_meeting")):  # fmt: skip

        def row(check: str, wrong: Record, right: Record | None, level: str = "block", *, step: str = step, kind: str = kind, only: frozenset[str] | None = None) -> Wrong:  # fmt: skip
            but = None if right is None else fixed(**{kind: dict(right)})
            years = only or frozenset({"1990", "2014", "2026"})
            return Wrong(step, check, fixed(**{kind: dict(wrong)}), but, level, years)

        def room(present: int, yes: int, **more: Any) -> Record:
            return {**EIGHT, "present": present, "issued": present, "returned": present,
                    "yes": yes, "no": present - yes, **more}  # fmt: skip

        def written(days: int, *, step: str = step, kind: str = kind, **facts: Any) -> Made:
            return both(fixed(**{kind: facts}), on(kind, "written_on", f"{kind}.on", days=days))

        rows += [
            # Exactly half in the room, though with a written yes the votes would do.
            Wrong(step, "V-01", both(fixed(**{kind: dict(room(4, 4, written_yes=1))}), written(0)),
                  both(fixed(**{kind: dict(room(5, 5))}))),
            row("V-02", room(8, 4), room(8, 5)),
            row("V-02", room(5, 4), room(5, 5)),
            Wrong(step, "V-02", fixed(**{kind: dict(room(6, 4))}),
                  both(fixed(**{kind: dict(room(6, 4, written_yes=1))}), written(0))),
            Wrong(step, "V-03", both(fixed(**{kind: dict(room(8, 8, written_no=1))}), written(0)),
                  both(fixed(**{kind: dict(room(7, 7, written_no=1))}), written(0))),
            row("V-04", {**room(8, 8), "excluded": 0}, room(8, 8), "warn"),
            row("V-04", {**room(8, 8), "excluded_list": None}, room(8, 8)),
            row("V-05", {"entitled": 10}, {}),
            row("V-06", {"method": "hands"}, {"method": "secret"}, only=frozenset({"2014", "2026"})),
            Wrong(step, "V-07", written(1, **room(7, 7, written_yes=1)),
                  written(0, **room(7, 7, written_yes=1))),
            row("V-07", room(7, 7, written_yes=1), None),
            row("V-09", {"issued": 8, "returned": 9}, {"issued": 9, "returned": 9}),
            row("V-09", {"present": 8, "issued": 9, "excluded": 0}, {}),
            row("V-10", {"yes": 8, "no": 0}, {"yes": 8, "no": 1}),
            row("V-10", {"yes": 9, "no": 1}, {"yes": 9, "no": 0}),
            Wrong(step, "V-12", lambda s, kind=kind: {kind: {"tellers": [s.members[0], s.subject]}}),
        ]  # fmt: skip
    return rows


def _holiday_eve(day: date) -> date:
    return date(day.year, 9, 30)


def _notices() -> list[Wrong]:
    rows = []
    for step, kind in (
        ("publish-candidate", "candidate_notice"),
        ("publish-admission", "admission_notice"),
        ("publish-conversion", "conversion_notice"),
    ):

        def days(count: int, less: int = 0, *, kind: str = kind) -> Made:
            def change(story: Story) -> Changes:
                start = story.of[kind]["starts_on"]
                end = nth_workday(start, count) - DAY * less
                return {kind: {"starts_on": start, "ends_on": end, "on": end + DAY}}

            return change

        def around(count: int, *, kind: str = kind) -> Made:
            def change(story: Story) -> Changes:
                start = _holiday_eve(story.of[kind]["starts_on"])
                if start < story.of[kind]["starts_on"]:
                    start = date(start.year + 1, 9, 30)
                end = nth_workday(start, count)
                return {kind: {"starts_on": start, "ends_on": end, "on": end + DAY}}

            return change

        texts = ("申向党，999999199003070014", "电话19900001234", "住周庄村三组12")
        rows += [
            Wrong(step, "N-01", days(4), days(5)),
            Wrong(step, "N-01", days(5, 1), days(5)),
            Wrong(step, "N-01", around(4), around(5)),
            # On the last day itself people may still object.
            Wrong(step, "N-01", on(kind, "on", f"{kind}.ends_on"),
                  on(kind, "on", f"{kind}.ends_on", 0, 1)),
            *(Wrong(step, "N-02", fixed(**{kind: {"text": t}}), fixed(**{kind: {"text": "申向党，男，周庄村"}})) for t in texts),
            Wrong(step, "N-03", fixed(**{kind: {"objections": 2, "objections_closed": 1}}),
                  fixed(**{kind: {"objections": 2, "objections_closed": 2}})),
            Wrong(step, "N-04", without(kind, f"{kind}_photo"), level="warn"),
        ]  # fmt: skip
    return rows


def _people() -> list[Wrong]:
    return [
        Wrong("appoint-mentors", "D-09", lambda s: {"mentors": {"people": list(s.members[:3])}},
              lambda s: {"mentors": {"people": [s.members[0]]}}),
        Wrong("appoint-mentors", "D-09", lambda s: {"mentors": {"people": [s.members[0], s.probationary]}}),
        Wrong("appoint-mentors", "D-09", lambda s: {"mentors": {"people": [s.sanctioned]}}),
        Wrong("appoint-mentors", "D-09", lambda s: {"mentors": {"people": [s.members[0], s.subject]}}),
        Wrong("name-introducers", "D-19", lambda s: {"introducers": {"people": [s.members[0]]}},
              lambda s: {"introducers": {"people": list(s.members[:2])}}),
        Wrong("name-introducers", "D-19", lambda s: {"introducers": {"people": list(s.members[:3])}}),
        Wrong("name-introducers", "D-19", lambda s: {"introducers": {"people": [s.members[0], s.sanctioned]}}),
        Wrong("name-introducers", "D-19", lambda s: {"introducers": {"people": [s.members[0], s.probationary]}}),
        Wrong("name-introducers", "D-19", lambda s: {"introducers": {"people": [s.members[0], s.members[0]]}}),
        Wrong("name-introducers", "D-19", lambda s: {"introducers": {"people": [*s.members[:2], s.probationary]}}),
    ]  # fmt: skip


def _training() -> list[Wrong]:
    late_rules = frozenset({"2014", "2026"})
    early = frozenset({"1990"})
    step, kind = "short-training", "training"

    def row(wrong: Record, right: Record, only: frozenset[str] | None = None) -> Wrong:
        years = only or late_rules | early
        return Wrong(step, "D-25", fixed(training=wrong), fixed(training=right), only=years)

    return [
        row({"days": 2, "hours": 23}, {"days": 3, "hours": 0}, late_rules),
        row({"days": 2, "hours": 23}, {"days": 2, "hours": 24}, late_rules),
        row({"days": 4, "hours": 39}, {"days": 5, "hours": 0}, early),
        row({"days": 4, "hours": 39}, {"days": 4, "hours": 40}, early),
        row({"days": 3, "hours": 24}, {"days": 3, "hours": 24, "exception_number": "山党发1号"}, early),
        row({"days": 0, "hours": 0}, {"days": 0, "hours": 0, "exception_number": "山党发1号"}),
        row({"result": "failed"}, {"result": "failed", "exception_number": "山党发1号"}),
        Wrong(step, "D-51", on(kind, "starts_on", "training.on", days=1), on(kind, "starts_on", "training.on")),
    ]  # fmt: skip


def _dates() -> list[Wrong]:
    end = ("admission_meeting.on", 12)
    return [
        late("first-talk", "D-04", "talk", "on", "application.on", 1, **WARN),
        Wrong("decide-candidate", "D-12", on("candidate_decision", "on", "activist_decision.on", 12, -1),
              on("candidate_decision", "on", "candidate_opinions.on")),
        Wrong("decide-candidate", "D-51", on("candidate_opinions", "on", "candidate_decision.on", 0, 1),
              on("candidate_opinions", "on", "candidate_decision.on")),
        Wrong("decide-candidate", "D-16", fixed(candidate_opinions={"masses_present": 7}),
              fixed(candidate_opinions={"masses_present": 8}), **HINT),
        Wrong("file-candidate", "D-17", on("candidate_filing", "on", "candidate_notice.ends_on"),
              on("candidate_filing", "on", "candidate_notice.on")),
        Wrong("review-politically", "D-23", on("political_review", "letter_sent_on", "political_review.on", 0, -31),
              both(on("political_review", "letter_sent_on", "political_review.on", 0, -20),
                   on("political_review", "letter_returned_on", "political_review.on")), **HINT),
        Wrong("branch-review", "D-28", on("branch_review", "leaves_on", "branch_review.on", 3, -1),
              on("branch_review", "leaves_on", "branch_review.on", 3), "warn", frozenset({"2014", "2026"})),
        late("pre-review", "D-30", "prereview", "on", "prereview.reported_on", 1, **WARN),
        Wrong("pre-review", "D-51", on("prereview", "reported_on", "prereview.on", 0, 1),
              on("prereview", "reported_on", "prereview.on")),
        Wrong("pre-review", "D-51", on("prereview", "reported_on", "branch_review.on", 0, -1),
              on("prereview", "reported_on", "branch_review.on")),
        Wrong("pre-review", "D-29", without("prereview", "prereview_opinion")),
        Wrong("submit-application", "D-02", without("application", "application_letter")),
        Wrong("decide-activist", "D-06", without("activist_decision", "activist_minutes")),
        Wrong("first-talk", "D-05", fixed(talk={"talker": ""}), fixed(talk={"talker": "王"})),
        Wrong("first-talk", "D-05", fixed(talk={"content": "  "}), fixed(talk={"content": "谈"})),
        Wrong("file-activist", "D-08", fixed(activist_filing={"number": ""}), fixed(activist_filing={"number": "1"})),
        Wrong("fill-form", "D-33", on("volunteer_form", "on", "admission_notice.ends_on"),
              on("volunteer_form", "on", "admission_notice.ends_on", 0, 1)),
        Wrong("vote-admission", "D-33", on("admission_meeting", "on", "admission_notice.ends_on")),
        Wrong("vote-admission", "D-24", on("admission_meeting", "on", "political_review.on", 12, 1), **WARN),
        Wrong("vote-admission", "D-32", on("admission_meeting", "on", "prereview.on", 1, 1),
              on("admission_meeting", "on", "prereview.on", 1), "warn", frozenset({"2014", "2026"})),
        late("committee-talk", "D-55", "committee_talk", "reported_on", "admission_meeting.on", 3, **WARN),
        Wrong("committee-talk", "D-55", on("committee_talk", "reported_on", "admission_meeting.on", 6, 1)),
        Wrong("committee-talk", "D-51", on("committee_talk", "reported_on", "admission_meeting.on", 0, -1),
              on("committee_talk", "reported_on", "admission_meeting.on")),
        late("approve-admission", "D-35", "approval", "on", "committee_talk.reported_on", 3, level="warn",
             only=frozenset({"1990", "2014"})),
        # The revised rules warn from the 76th day on.
        late("approve-admission", "D-35", "approval", "on", "committee_talk.reported_on", 0, days=75,
             level="warn", only=frozenset({"2026"})),
        Wrong("approve-admission", "D-35", on("approval", "on", "committee_talk.reported_on", 3, 1),
              level="warn", only=frozenset({"2026"})),
        late("first-talk", "D-04", "talk", "on", "application.on", 0, days=20, level="hint", only=frozenset({"2026"})),
        Wrong("approve-admission", "D-35", on("approval", "on", "committee_talk.reported_on", 6, 1)),
        late("take-oath", "D-39", "oath", "on", "approval.on", 1, level="warn", only=frozenset({"2026"})),
        Wrong("apply-conversion", "D-42", on("conversion_application", "on", *end, -15), **WARN),
        Wrong("vote-conversion", "D-44", on("conversion_meeting", "on", "conversion_notice.ends_on")),
        Wrong("vote-conversion", "D-68", on("conversion_meeting", "on", *end, -1)),
        late("vote-conversion", "D-43", "conversion_meeting", "on", end[0], end[1], days=30, **WARN),
        Wrong("vote-conversion", "D-45", both(fixed(conversion_meeting={"decision": "extend"}),
              on("conversion_meeting", "extend_until", "admission_meeting.on", 18, -1)),
              both(fixed(conversion_meeting={"decision": "extend"}),
              on("conversion_meeting", "extend_until", "admission_meeting.on", 18))),
        Wrong("vote-conversion", "D-45", both(fixed(conversion_meeting={"decision": "extend"}),
              on("conversion_meeting", "extend_until", "admission_meeting.on", 24, 1)),
              both(fixed(conversion_meeting={"decision": "extend"}),
              on("conversion_meeting", "extend_until", "admission_meeting.on", 24))),
        Wrong("vote-conversion", "D-45", fixed(conversion_meeting={"decision": "extend"})),
        late("approve-conversion", "D-47", "conversion_approval", "on", "conversion_approval.reported_on", 3, **WARN),
        Wrong("approve-conversion", "D-51", on("conversion_approval", "reported_on", "conversion_meeting.on", 0, -1),
              on("conversion_approval", "reported_on", "conversion_meeting.on")),
        Wrong("approve-conversion", "D-51", on("conversion_approval", "on", "conversion_approval.reported_on", 0, -1),
              on("conversion_approval", "on", "conversion_approval.reported_on")),
    ]  # fmt: skip


WRONGS = (
    *_yes_no(), *_panels(), *_ballots(), *_notices(), *_people(), *_training(), *_dates(),
)  # fmt: skip

# Signed before anything else, these steps must miss what they rest on, beside the steps skipped.
OUT_OF_ORDER = {
    "decide-candidate": {"D-52", "D-08", "D-12"},
    "file-candidate": {"D-52", "D-17"},
    "cultivate-activist": {"D-52", "D-11"},
    "branch-review": {"D-52", "D-20"},
    "pre-review": {"D-52", "D-20", "D-26", "D-51"},
    "fill-form": {"D-52", "D-29", "D-33"},
    "vote-admission": {"D-52", "D-24", "D-33"},
    "committee-talk": {"D-52", "D-55", "D-51"},
    "approve-admission": {"D-52", "D-34", "D-35", "D-20", "D-51"},
    "observe-probation": {"D-52", "D-41"},
    "apply-conversion": {"D-52", "D-42"},
    "vote-conversion": {"D-52", "D-38", "D-43", "D-44", "D-68"},
    "approve-conversion": {"D-52", "D-69"},
    "archive-case": {"D-52", "D-50"},
}
