"""The clauses again, from domain.md and not from the editions: does a member's record hold?

Reads the rows of the history as they lie in the database; knows neither the
gates nor the TOML. Returns every breach in words.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tests.lawful import months_later, workdays_after
from xianfeng.casework.models import Case, Entry, Evidence, Paper
from xianfeng.registry.models import Membership, Person, Sanction

SECRET_SINCE = date(2014, 5, 28)
NATIONAL_NOTICE_SINCE = date(2026, 5, 11)
# Who signs, step by step in the county's order; the order in which the first may not come later.
HANDS = {
    "submit-application": "branch", "first-talk": "branch", "recommend-activist": "branch",
    "decide-activist": "branch", "file-activist": "committee", "appoint-mentors": "branch",
    "cultivate-activist": "branch", "decide-candidate": "branch", "publish-candidate": "branch",
    "file-candidate": "committee", "name-introducers": "branch",
    "review-politically": "branch committee", "short-training": "committee county",
    "branch-review": "branch", "pre-review": "committee", "publish-admission": "branch",
    "fill-form": "branch", "vote-admission": "branch", "committee-talk": "committee",
    "approve-admission": "committee", "file-with-county": "county", "place-in-branch": "branch",
    "take-oath": "branch committee", "observe-probation": "branch", "apply-conversion": "branch",
    "publish-conversion": "branch", "vote-conversion": "branch", "approve-conversion": "committee",
}  # fmt: skip
STEPS = tuple(HANDS)
ADMITTED, CONVERTED = 20, 28
ORDER = [
    "application.on",
    "talk.on",
    "nomination.on",
    "activist_decision.on",
    "activist_filing.on",
    "cultivation.on",
    "candidate_opinions.on",
    "candidate_decision.on",
    "candidate_notice.starts_on",
    "candidate_filing.on",
    "political_review.on",
    "branch_review.on",
    "prereview.reported_on",
    "prereview.on",
    "admission_notice.starts_on",
    "volunteer_form.on",
    "admission_meeting.on",
    "committee_talk.reported_on",
    "approval.on",
    "placement.on",
    "probation.on",
    "conversion_application.on",
    "conversion_notice.starts_on",
    "conversion_meeting.on",
    "conversion_approval.reported_on",
    "conversion_approval.on",
]

Facts = Mapping[str, Any]


def breaches(person_id: int, *, today: date) -> list[str]:
    """Return every clause that the standing of this person breaks; none for who is no member."""
    person = Person.objects.get(pk=person_id)
    if person.category not in {"probationary", "full"}:
        return []
    case = Case.objects.filter(person=person).order_by("-id")[0]
    entries = list(Entry.objects.filter(case=case, kind="signed", is_active=True).order_by("id"))
    rounds = _rounds(entries)
    latest = rounds[-1]
    full = person.category == "full"
    facts = _facts(latest.values())
    found = _signed(latest, CONVERTED if full else ADMITTED)
    if found:
        return found
    found += _in_order(facts, today)
    found += _before_admission(case, person, facts)
    found += _meeting(case, facts, "admission_meeting")
    if person.joined_on != facts["admission_meeting.on"]:
        found.append("the probation does not start on the day of the meeting")
    if full:
        found += _conversion(case, person, facts, [_facts(r.values()) for r in rounds[:-1]])
    return found


def _rounds(entries: Iterable[Entry]) -> list[dict[str, Entry]]:
    """Return the standing signatures after each extension and now; an extension clears the end."""
    present: dict[str, Entry] = {}
    rounds = []
    for entry in entries:
        present[entry.step] = entry
        decision = entry.records.get("conversion_approval", {}).get("decision")
        if decision == "extend":
            rounds.append(dict(present))
            first = STEPS.index("observe-probation")
            present = {k: e for k, e in present.items() if STEPS.index(k) < first}
    return [*rounds, present]


def _facts(entries: Iterable[Entry]) -> dict[str, Any]:
    facts = {}
    for entry in entries:
        for kind, row in entry.records.items():
            for name, value in row.items():
                is_date = name == "on" or name.endswith(("_on", "_until"))
                facts[f"{kind}.{name}"] = date.fromisoformat(value) if is_date else value
    return facts


def _signed(present: Mapping[str, Entry], count: int) -> list[str]:
    found = [f"{step} is not signed" for step in STEPS[:count] if step not in present]
    found += [
        f"{step} was signed by {entry.signed_as}"
        for step, entry in present.items()
        if step in HANDS and entry.signed_as not in HANDS[step].split()
    ]
    return found


def _in_order(facts: Facts, today: date) -> list[str]:
    chain = [(name, facts[name]) for name in ORDER if name in facts]
    found = [
        f"{later} before {earlier}"
        for (earlier, first), (later, second) in zip(chain, chain[1:], strict=False)
        if second < first
    ]
    happened = [n for n, v in facts.items() if isinstance(v, date) and n.endswith((".on", "s_on"))]
    may_lie_ahead = {"branch_review.leaves_on"}
    return found + [f"{n} lies ahead" for n in happened if facts[n] > today and n not in may_lie_ahead]  # fmt: skip


def _before_admission(case: Case, person: Person, facts: Facts) -> list[str]:
    def must(holds: object, words: str) -> None:
        if not holds:
            found.append(words)

    found: list[str] = []
    must(months_later(person.born_on, 216) <= facts["application.on"], "younger than 18")
    activist, decided = facts["activist_decision.on"], facts["candidate_decision.on"]
    must(months_later(activist, 12) <= decided, "less than a year an activist")
    reviews = Evidence.objects.filter(case=case, kind="review", withdrawn_at=None)
    days = [d for d in reviews.values_list("happened_on", flat=True) if activist < d <= decided]
    must(len(days) >= 2, "less than two reviews in the year")
    must(facts["candidate_filing.result"] == "consent", "no consent to the candidate")
    must(facts["political_review.conclusion"] == "qualified", "political review not passed")
    must(facts["prereview.result"] == "passed", "pre-review not passed")
    must(facts["county_review.result"] == "passed", "county review not passed")
    old = facts["training.on"] < SECRET_SINCE
    enough = facts["training.days"] >= (5 if old else 3) or facts["training.hours"] >= (40 if old else 24)  # fmt: skip
    passed = enough and facts["training.result"] == "passed"
    must(passed or facts.get("training.exception_number"), "short training")
    for who, wanted in (("mentors", {1, 2}), ("introducers", {2})):
        people = set(facts[f"{who}.people"])
        must(len(people) in wanted, f"{len(people)} {who}")
        rights = all(_in_rights(p, facts[f"{who}.on"]) for p in people - {person.pk})
        must(rights and person.pk not in people, f"{who} without rights")
    found += _notice(facts, "candidate_notice", before="candidate_filing.on")
    found += _notice(facts, "admission_notice", before="volunteer_form.on")
    last = months_later(facts["committee_talk.reported_on"], 6)
    must(facts["approval.on"] <= last, "approved after six months")
    members = facts["approval.members"]
    must(members >= facts["approval.present"] >= facts["approval.yes"], "approval's numbers")
    must(2 * facts["approval.yes"] > members, "approved by a minority")
    kinds = set(Paper.objects.filter(case=case, is_active=True).values_list("kind", flat=True))
    wanted = {"application_letter", "political_review_report", "volunteer_form", "approval_reply"}
    must(wanted <= kinds, "papers missing")
    return found


def _notice(facts: Facts, kind: str, *, before: str) -> list[str]:
    found = []
    if workdays_after(facts[f"{kind}.starts_on"], facts[f"{kind}.ends_on"]) < 5:
        found.append(f"{kind} shorter than five working days")
    if facts[before] <= facts[f"{kind}.ends_on"]:
        found.append(f"{before} before the end of {kind}")
    if facts[f"{kind}.objections_closed"] < facts[f"{kind}.objections"]:
        found.append(f"{kind} with open objections")
    return found


def _in_rights(person_id: int, day: date) -> bool:
    full = Membership.objects.filter(person=person_id, category="full", starts_on__lte=day)
    sanctions = Sanction.objects.filter(person=person_id, starts_on__lte=day)
    return any(m.ends_on is None or m.ends_on > day for m in full) and not any(
        s.ends_on is None or s.ends_on >= day for s in sanctions
    )


def _meeting(case: Case, facts: Facts, kind: str) -> list[str]:
    def fact(name: str) -> int:
        return int(facts.get(f"{kind}.{name}") or 0)

    def must(holds: object, words: str) -> None:
        if not holds:
            found.append(f"{kind}: {words}")

    found: list[str] = []
    day = facts[f"{kind}.on"]
    branch = Membership.objects.filter(organisation=case.organisation_id)
    people = set(branch.values_list("person_id", flat=True))
    roll = sum(_in_rights(person, day) for person in people)
    entitled = fact("entitled")
    must(2 * fact("present") > entitled, "no quorum")
    must(2 * (fact("yes") + fact("written_yes")) > entitled, "no majority")
    must(entitled <= roll, "more entitled than the roll")
    must(fact("present") + fact("written_yes") + fact("written_no") <= entitled, "too many took part")  # fmt: skip
    must(fact("returned") <= fact("issued") <= fact("present"), "more ballots than people")
    boxes = sum(fact(box) for box in ("yes", "no", "abstain", "void"))
    must(boxes == fact("returned"), "boxes do not add up")
    must(day < SECRET_SINCE or facts[f"{kind}.method"] == "secret", "open vote")
    must(not facts[f"{kind}.by_proxy"] and facts[f"{kind}.is_one_by_one"], "proxy or in bulk")
    must(case.person_id not in facts[f"{kind}.tellers"], "the subject counts")
    if fact("written_yes") + fact("written_no"):
        must(facts.get(f"{kind}.written_on", date.max) <= day, "opinions after the meeting")
    return found


def _conversion(case: Case, person: Person, facts: Facts, before: list[dict[str, Any]]) -> list[str]:  # fmt: skip
    def must(holds: object, words: str) -> None:
        if not holds:
            found.append(words)

    found = _meeting(case, facts, "conversion_meeting")
    found += _notice(facts, "conversion_notice", before="conversion_meeting.on")
    end = months_later(facts["admission_meeting.on"], 12)
    must(len(before) <= 1, "extended more than once")
    for earlier in before:
        found += _meeting(case, earlier, "conversion_meeting")
        until = earlier["conversion_meeting.extend_until"]
        bounds = [months_later(facts["admission_meeting.on"], n) for n in (18, 24)]
        must(bounds[0] <= until <= bounds[1], "extended too short or too long")
        end = until
    must(facts["conversion_meeting.decision"] == "convert", "the branch did not convert")
    must(facts["conversion_approval.decision"] == "convert", "the committee did not convert")
    must(facts["conversion_meeting.on"] >= end, "discussed before the probation's end")
    must(person.full_on == end, f"full on {person.full_on}, not {end}")
    must("oath.on" in facts and "county_filing.on" in facts, "no oath or no filing")
    members = facts["conversion_approval.members"]
    must(2 * facts["conversion_approval.yes"] > members, "converted by a minority")
    return found
