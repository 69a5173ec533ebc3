"""Every step tried in every wrong way, by page address and by bare POST: refused, and nothing changed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests import cast, snapshot
from tests.county import County, id_number, person
from tests.modules.casework.mistakes import Story
from tests.modules.casework.wrongs import WRONGS
from tests.walk import LATE, NOW, PROBATION_REVIEWS, REVIEWED, REVIEWS, Right, Walker
from xianfeng.casework.models import Case
from xianfeng.procedure.schema import RecordKind
from xianfeng.recruitment.catalogue import shelf
from xianfeng.recruitment.vocab import DEFAULT_EDITION
from xianfeng.registry.models import Sanction
from xianfeng.registry.vocab import Category, SanctionKind

pytestmark = pytest.mark.django_db
TOMORROW = NOW.date() + timedelta(days=1)
OUT_OF_SIGHT = ("other branch", "other committee", "system", "security", "auditor", "stranger")
# The story is told from 2023 to 2025.
ERA = "2014"


@dataclass(frozen=True)
class Told:
    """One reason on a page."""

    check: str
    message: str
    remedy: str


def told(answer: HttpResponse) -> list[Told]:
    """Read the reasons off a refusal's page."""
    text = answer.content.decode()

    def part(block: str, pattern: str) -> str:
        found = re.search(pattern, block, re.DOTALL)
        return unescape(found[1]).strip() if found else ""

    return [
        Told(
            check=part(block, r"检查 ([A-Z]-\d+)"),
            message=part(block, r"<strong>(.*?)</strong>"),
            remedy=part(block, r"<dt>怎么办</dt><dd>(.*?)</dd>"),
        )
        for block in re.findall(r'<li class="reason">(.*?)</li>', text, re.DOTALL)
    ]


def written(value: Any) -> Any:
    """Return a value as a browser sends it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, list) else str(value)


def body(right: Right, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return what a browser sends for a step done rightly, or with changes."""
    rows = dict(changes or {})
    left_out = rows.pop("papers_left_out", frozenset())
    answers = {**LATE, **rows.pop("reasons", {})}
    facts = {
        f"{kind}.{name}": value
        for kind, row in right.records.items()
        for name, value in {**row, **rows.get(kind, {})}.items()
        if value is not None
    }
    return (
        {name: written(value) for name, value in facts.items()}
        | {f"paper.{kind}": "on" for kind in right.papers if kind not in left_out}
        | {f"reason.{check}": words for check, words in answers.items()}
    )


class Bench:
    """One case on its way, everybody who could try something, and the faults found."""

    def __init__(self) -> None:
        county = self.county = County()
        # Young enough for the League, so that its gate speaks too.
        self.walker = Walker(county, person=county.applicant(born_on=date(1998, 3, 8)))
        probationary = person(
            "预备某", county.branch, category=Category.PROBATIONARY, since=date(2009, 1, 1)
        )
        sanctioned = person("受处分", county.other_branch)
        Sanction.objects.create(
            person=sanctioned, kind=next(iter(SanctionKind)), starts_on=date(2005, 1, 1)
        )
        self.story = Story(
            of={k: row for right in self.walker.rights for k, row in right.records.items()},
            subject=self.walker.person.pk,
            probationary=probationary.pk,
            sanctioned=sanctioned.pk,
            members=tuple(member.pk for member in county.members),
        )
        actors = self.walker.actors | {
            "other branch": cast.branch_secretary(county.other_branch.path),
            "other committee": cast.committee_organiser(county.other_committee.path),
            "system": cast.system_administrator(),
            "security": cast.security_administrator(),
            "auditor": cast.auditor(),
            "stranger": cast.stranger(),
            "subject": cast.member(county.branch.path, person_id=self.walker.person.pk),
        }
        self.clients = {
            role: cast.client_of(actor, username=f"tries-{n}")
            for n, (role, actor) in enumerate(actors.items())
        }
        self.numbers = {right.step: n for n, right in enumerate(self.walker.rights, 1)}
        self.faults: list[str] = []
        self.tries = 0

    def address(self, right: Right) -> str:
        return f"/cases/{self.walker.case_id}/steps/{self.numbers[right.step]}/"

    def steps(self) -> Iterator[Right]:
        """Go through the case; whoever iterates tries things before each step is signed."""
        for right in self.walker.rights:
            if right.step == "cultivate-activist":
                self.walker.review("review", REVIEWS)
            if right.step == "observe-probation":
                self.walker.review("probation_review", PROBATION_REVIEWS)
            if REVIEWED in right.records:
                self.walker.reviewed()
            self.before = snapshot.whole()
            yield right
            if snapshot.whole() != self.before:
                self.faults.append(f"{right.step}: something changed in the database")
            self.walker.sign(right.step)

    def kinds(self, right: Right) -> tuple[RecordKind, ...]:
        edition = shelf().edition(DEFAULT_EDITION)
        # What the county has reviewed nobody types here; tests/modules/casework/test_reviews tries it.
        made = edition.kinds_of(edition.step(right.step))
        return tuple(kind for kind in made if kind.key != REVIEWED)

    def refuses(
        self,
        name: str,
        right: Right,
        sent: Mapping[str, Any],
        *,
        role: str = "",
        status: int = 422,
        check: str = "",
    ) -> None:
        """POST and expect the status, and the check with its words on the page."""
        self.tries += 1
        answer = self.clients[role or right.role].post(self.address(right), dict(sent))
        name = f"{right.step}, {name}"
        if answer.status_code != status:
            self.faults.append(f"{name}: answered {answer.status_code}, not {status}")
            return
        if not check:
            return
        reasons = told(answer)
        found = [reason for reason in reasons if reason.check == check]
        if not found:
            self.faults.append(f"{name}: not by {check} but {[r.check for r in reasons]}")
        self.faults += [f"{name}: lacks words: {r}" for r in reasons if not r.message]
        self.faults += [f"{name}: lacks a remedy: {r}" for r in found if not r.remedy]
        if snapshot.whole() != self.before:
            self.faults.append(f"{name}: changed the database")


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)
    made = Bench()
    yield made
    assert made.faults == [], "\n".join(made.faults)


def test_every_later_step_is_refused_too_early(bench: Bench) -> None:
    rights = bench.walker.rights
    for right in bench.steps():
        for later in rights[bench.numbers[right.step] :]:
            if _rests_on(later, right):
                bench.refuses(f"before {right.step}", later, body(later), check="D-52")
        last = rights[-1] if right is not rights[-1] else None
        if last:
            page = bench.clients[last.role].get(bench.address(last)).content.decode()
            if "现在还不能办理" not in page or "办理并签署" in page:
                bench.faults.append(f"archive-case's page before {right.step} offers a form")
    assert bench.tries > 300


def _rests_on(later: Right, right: Right) -> bool:
    """Tell whether a step must wait for another, directly or through steps between."""
    edition = shelf().edition(DEFAULT_EDITION)
    waiting, seen = [later.step], set()
    while waiting:
        for key in edition.step(waiting.pop()).after:
            if key not in seen:
                seen.add(key)
                waiting.append(key)
    return right.step in seen


def test_every_step_is_refused_to_everybody_else(bench: Bench) -> None:
    edition = shelf().edition(DEFAULT_EDITION)
    for right in bench.steps():
        sent, address = body(right), bench.address(right)
        may = set(edition.step(right.step).signed_by)
        for role in bench.walker.actors.keys() - may:
            bench.refuses(f"by {role}", right, sent, role=role, status=403, check="D-61")
        bench.refuses("by the applicant", right, sent, role="subject", status=403, check="D-61")
        for role in OUT_OF_SIGHT:
            bench.refuses(f"by {role}", right, sent, role=role, status=404)
        for role in bench.clients:
            status = bench.clients[role].get(address).status_code
            expected = 200 if role in may else 404 if role in OUT_OF_SIGHT else 403
            if status != expected:
                bench.faults.append(f"{right.step}'s page for {role}: {status}, not {expected}")
        visitor = Client().post(address, sent)
        if visitor.status_code != 302 or "/accounts/login/" not in visitor["Location"]:
            bench.faults.append(f"{right.step}: a visitor got {visitor.status_code}")


def test_every_step_is_refused_empty_ahead_of_time_and_without_each_fact_and_paper(
    bench: Bench,
) -> None:
    for right in bench.steps():
        bench.refuses("empty", right, {}, check="D-64")
        for kind in bench.kinds(right):
            bench.refuses(
                f"{kind.key} tomorrow",
                right,
                body(right, {kind.key: {"on": TOMORROW}}),
                check="D-60",
            )
            for name in ("on", *(spec.name for spec in kind.fields if spec.is_required)):
                bench.refuses(
                    f"without {kind.key}.{name}",
                    right,
                    body(right, {kind.key: {name: None}}),
                    check="D-64",
                )
            for paper in kind.papers:
                if paper.is_required:
                    less = body(right, {"papers_left_out": frozenset({paper.key})})
                    bench.refuses(f"without {paper.key}", right, less, check="D-63")
        unanswered = {k: v for k, v in body(right).items() if not k.startswith("reason.")}
        bench.refuses("entered late without a word", right, unanswered, check="D-53")


def test_every_gate_refuses_its_wrong_value(bench: Bench) -> None:
    for right in bench.steps():
        for row in WRONGS:
            if row.step == right.step and ERA in row.only and row.level != "hint":
                changes = dict(row.change(bench.story))
                if REVIEWED in changes:
                    continue
                bench.refuses(
                    f"{row.check} {changes}", right, body(right, changes), check=row.check
                )
    assert bench.tries > 150


def test_a_step_is_signed_once_and_no_step_lies_outside_the_29(bench: Bench) -> None:
    for _right in bench.steps():
        continue
    bench.before = snapshot.whole()
    for right in bench.walker.rights:
        answer = bench.clients[right.role].post(bench.address(right), body(right))
        if answer.status_code not in {409, 422}:
            bench.faults.append(f"{right.step} again: {answer.status_code}")
    for number in (0, 30, 999):
        address = f"/cases/{bench.walker.case_id}/steps/{number}/"
        assert bench.clients["branch"].post(address, {}).status_code == 404
    assert snapshot.whole() == bench.before


def test_a_post_from_another_site_is_refused(bench: Bench) -> None:
    before = snapshot.whole()
    right = bench.walker.rights[0]
    client = Client(enforce_csrf_checks=True)
    client.cookies = bench.clients["branch"].cookies
    assert client.post(bench.address(right), body(right)).status_code == 403
    assert snapshot.whole() == before


@pytest.mark.parametrize("kind", ["review", "probation_review"])
def test_a_review_is_refused_to_others_empty_ahead_and_out_of_time(bench: Bench, kind: str) -> None:
    address = f"/cases/{bench.walker.case_id}/evidence/{kind}/"
    sent = {f"{kind}.on": "2023-12-20", f"{kind}.reviewer": "王书记", f"{kind}.opinion": "好"}
    before = snapshot.whole()
    expected = {"branch": 422, "committee": 403, "county": 403, "subject": 403}
    for role, client in bench.clients.items():
        assert client.post(address, sent).status_code == expected.get(role, 404), role
    own = bench.clients["branch"]
    assert own.post(address, {}).status_code == 422
    ahead = own.post(address, sent | {f"{kind}.on": TOMORROW.isoformat()})
    assert "D-60" in {reason.check for reason in told(ahead)}
    assert snapshot.whole() == before


def test_a_case_is_opened_by_nobody_else_and_never_halfway(bench: Bench) -> None:
    right = bench.walker.rights[0]
    whole = body(right) | {
        "organisation": str(bench.county.branch.pk), "name": "郑新人", "ethnicity": "01",
        "id_number": id_number(date(1996, 4, 9)),
    }  # fmt: skip
    wrong_digit = "1" if whole["id_number"][-1] == "0" else "0"
    before = snapshot.whole()
    for role, client in bench.clients.items():
        if role != "branch":
            status = client.post("/recruitment/cases/new", whole).status_code
            assert status in {403, 404}, role
    own = bench.clients["branch"]
    for name in ("name", "id_number", "organisation", "application.on", "paper.application_letter"):
        less = {k: v for k, v in whole.items() if k != name}
        assert own.post("/recruitment/cases/new", less).status_code == 422, name
    for name, value in (
        ("id_number", whole["id_number"][:-1] + wrong_digit),
        ("application.on", TOMORROW.isoformat()),
        ("application.on", "2014-04-08"),
    ):
        answer = own.post("/recruitment/cases/new", whole | {name: value})
        assert answer.status_code == 422, (name, value)
        assert told(answer)
    assert snapshot.whole() == before
    assert own.post("/recruitment/cases/new", whole).status_code == 302
    assert Case.objects.count() == 2
