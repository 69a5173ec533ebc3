"""Entering whole histories: many cases, many steps, each judged as if it were signed alone.

The same judgement as :mod:`steps`, without a round trip a step: read once,
judge in memory, load in bulk, all or nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xianfeng.casework.commands import signing, upkeep
from xianfeng.casework.commands.signing import Submission
from xianfeng.casework.models import Case, Claim, Duty, Entry, Evidence, Paper
from xianfeng.casework.queries import dockets
from xianfeng.casework.rules import duties, history, values
from xianfeng.casework.vocab import CaseState, EntryKind
from xianfeng.kernel import clock
from xianfeng.kernel.dates import WorkCalendar
from xianfeng.kernel.errors import Refused
from xianfeng.procedure import board
from xianfeng.procedure.schema import FieldKind, Outcome, RecordKind
from xianfeng.registry.commands import standings
from xianfeng.registry.queries import calendar as calendars
from xianfeng.registry.queries import standing as registry_reads
from xianfeng.registry.vocab import Category
from xianfeng.tenancy import bulk
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class Done:
    """One step of a history: who did it, when it was entered, what was handed in."""

    step: str
    actor: Actor
    at: datetime
    submission: Submission


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One repeated record of a history."""

    kind: str
    actor: Actor
    at: datetime
    facts: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class History:
    """What happened to one person's case so far, in the order in which it was signed."""

    person_id: int
    edition: str
    opened_by: Actor
    opened_at: datetime
    happened: tuple[Done | Seen, ...]


class HistoryRefused(Refused):
    """One step of one history is against the rules; nothing of the batch was kept."""

    def __init__(self, refused: Refused, *, history: History, step: str) -> None:
        """Say whose history and which step."""
        super().__init__(refused.verdict)
        self.person_id, self.step = history.person_id, step


@transaction.atomic
def enter(*, actor: Actor, family: str, histories: Sequence[History], at: datetime) -> list[int]:
    """Enter histories and return the cases' ids in the same order.

    :raises Person.DoesNotExist: a person is out of the actor's sight.
    :raises HistoryRefused: names person and step; nothing is kept.
    """
    lookups = signing.lookups(family)
    lookups.register.read_subjects({h.person_id for h in histories})
    lookups.register.read_people(_people(family, histories))
    calendar = calendars.work_calendar()
    places = registry_reads.subjects_for(actor, [h.person_id for h in histories])
    opened = [_Opened(h, places[h.person_id], family, lookups, calendar) for h in histories]
    for one in opened:
        access.require(one.history.opened_by, Action.OPEN_CASE, path=one.place.org_path)
        one.replay()
    cases = Case.objects.bulk_create([one.case for one in opened], batch_size=200)
    _load(opened)
    standings.enter(actor=actor, changes={one.place.id: one.standings for one in opened}, at=at)
    ledger.record_many((h for one in opened for h in one.happenings()), actor=actor, at=at)
    return [case.pk for case in cases]


def _people(family: str, told: Sequence[History]) -> set[int]:
    """Return everybody whom the histories are about or name, so that they are read at once."""
    shelf = board.family(family).shelf
    found = {one.person_id for one in told}
    for one in told:
        kinds = shelf.edition(one.edition).records
        for item in one.happened:
            if isinstance(item, Done):
                for kind, row in item.submission.records.items():
                    found.update(_named(kinds[kind], row) if kind in kinds else ())
    return found


def _named(kind: RecordKind, row: Mapping[str, Any]) -> Iterator[int]:
    for spec in kind.fields:
        people = row.get(spec.name)
        if spec.kind is FieldKind.PEOPLE and isinstance(people, list | tuple):
            yield from (person for person in people if isinstance(person, int))


class _Opened:
    """One case on its way through its history, in memory."""

    def __init__(
        self,
        told: History,
        place: registry_reads.Place,
        family: str,
        lookups: Any,
        calendar: WorkCalendar,
    ) -> None:
        document = board.family(family).shelf.edition(told.edition)
        self.history, self.place, self.lookups, self.calendar = told, place, lookups, calendar
        self.subject = {"name": place.name, "category": place.category}
        self.case = Case(
            family=family,
            edition=told.edition,
            person_id=place.id,
            organisation_id=place.organisation_id,
            org_path=place.org_path,
            stage=document.steps[0].stage,
            opened_at=told.opened_at,
            opened_by=told.opened_by.name,
            is_back_entry=True,
        )
        self.signed: list[history.Signed] = []
        self.kept: list[history.Kept] = []
        self.evidence: dict[str, list[date]] = defaultdict(list)
        self.standings: list[standings.Change] = []
        self.entries: list[tuple[signing.Passed, Done, Entry]] = []
        self.seen: list[tuple[Seen, Evidence]] = []
        self.papers: list[Paper] = []
        self.claims: list[Claim] = []
        self.owed: tuple[duties.Owed, ...] = ()
        self.docket = self._present()

    def _present(self) -> dockets.Docket:
        return dockets.present(
            self.case,
            signed=self.signed,
            papers=self.kept,
            evidence=self.evidence,
            subject=self.subject,
            calendar=self.calendar,
        )

    def replay(self) -> None:
        """Judge and keep every step of the history."""
        has_signed = has_seen = False
        for item in self.history.happened:
            # What was seen matters to the next signature only; both matter to the last present.
            if has_signed or (has_seen and isinstance(item, Done)):
                self.docket, has_signed, has_seen = self._present(), False, False
            try:
                if isinstance(item, Done):
                    self._sign(item)
                    has_signed = True
                else:
                    self._see(item)
                    has_seen = True
            except Refused as refused:
                name = item.step if isinstance(item, Done) else item.kind
                raise HistoryRefused(refused, history=self.history, step=name) from refused
        self.docket = self._present()
        self.case.stage = upkeep.stage_of(self.docket.edition, self.docket.standing)
        self.owed = self.docket.owed()
        self.case.pressing_on = duties.pressing_on(self.owed)

    def _see(self, item: Seen) -> None:
        step = self.docket.edition.maker_of(item.kind)
        if step is None or step.repeated != item.kind:
            raise Case.DoesNotExist(item.kind)
        upkeep.signer(item.actor, step, self.case.org_path)
        facts = signing.observed(self.docket, step, item.facts, today=clock.day_of(item.at))
        self.evidence[item.kind].append(facts[values.DAY])
        row = Evidence(
            kind=item.kind,
            round=self.case.round,
            happened_on=facts[values.DAY],
            facts=values.plain({item.kind: facts})[item.kind],
            account_ref=item.actor.account_id,
            actor_name=item.actor.name,
            entered_at=item.at,
        )
        self.seen.append((item, row))

    def _sign(self, item: Done) -> None:
        edition = self.docket.edition
        step = edition.step(item.step)
        signed_as, signing_path = upkeep.signer(item.actor, step, self.case.org_path)
        done = signing.passed(
            self.docket,
            step,
            item.submission,
            signing_path=signing_path,
            today=clock.day_of(item.at),
            lookups=self.lookups,
        )
        self._keep(item, done, signed_as=signed_as)
        self._take_effect(history.outcome_of(step, done.facts), done.facts, done.on)

    def _keep(self, item: Done, done: signing.Passed, *, signed_as: str) -> None:
        number = self.case.round
        self.signed.append(
            history.Signed(step=item.step, round=number, on=done.on, records=done.records)
        )
        entry = Entry(
            kind=EntryKind.SIGNED,
            step=item.step,
            round=number,
            happened_on=done.on,
            records=values.plain(done.records),
            rules=done.rules,
            reasons=item.submission.answers(),
            account_ref=item.actor.account_id,
            actor_name=item.actor.name,
            signed_as=signed_as,
            entered_at=item.at,
        )
        self.entries.append((done, item, entry))
        papers = signing.paper_rows(done, round_=number, actor=item.actor, at=item.at)
        self.papers += papers
        self.kept += (history.Kept(step=p.step, round=p.round, kind=p.kind) for p in papers)
        self.claims += (claim for _spec, claim in signing.claimed(self.docket.edition, done))

    def _take_effect(self, outcome: Outcome, facts: Mapping[str, Any], day: date) -> None:
        present = self.standings[-1][0] if self.standings else self.place.category
        if signing.moves(present, outcome):
            self.standings.append((Category(outcome.standing), facts[outcome.standing_from]))
            self.entries[-1][-1].moved_standing = True
        if outcome.close:
            self.case.state, self.case.closed_on = CaseState(outcome.close), day
        if outcome.restart:
            self.case.round += 1

    def rows(self) -> tuple[list[Any], list[Any], list[Any], list[Any], list[Any]]:
        """Return entries, papers, claims, evidence and duties with the case's id on them."""
        entries = [entry for _done, _item, entry in self.entries]
        seen = [row for _item, row in self.seen]
        for row in (*entries, *self.papers, *self.claims, *seen):
            row.case = self.case
        owed = upkeep.duty_rows(self.case, self.owed)
        return entries, self.papers, self.claims, seen, owed

    def happenings(self) -> list[ledger.Happening]:
        """Return what the ledger keeps of the case."""
        name = f"case:{self.case.pk}"
        told = [
            ledger.Happening(
                chain=name,
                event="casework.case.opened",
                subject=name,
                detail={
                    "person": self.place.id,
                    "organisation": self.place.organisation_id,
                    "edition": self.history.edition,
                },
                actor=self.history.opened_by,
                at=self.history.opened_at,
            )
        ]
        for done, item, entry in self.entries:
            told.append(
                ledger.Happening(
                    chain=name,
                    event="casework.case.signed",
                    subject=name,
                    detail={
                        "step": entry.step,
                        "on": entry.happened_on,
                        "records": entry.records,
                        "rules": entry.rules,
                        "reasons": entry.reasons,
                        "papers": sorted(paper.kind for paper in done.papers),
                    },
                    actor=item.actor,
                    at=item.at,
                )
            )
        for seen, row in self.seen:
            told.append(
                ledger.Happening(
                    chain=name,
                    event="casework.evidence.added",
                    subject=name,
                    detail={"kind": row.kind, "facts": row.facts},
                    actor=seen.actor,
                    at=seen.at,
                )
            )
        return told


def _load(opened: Sequence[_Opened]) -> None:
    tables: tuple[list[Any], ...] = ([], [], [], [], [])
    for one in opened:
        for table, rows in zip(tables, one.rows(), strict=True):
            table.extend(rows)
    for model, rows in zip((Entry, Paper, Claim, Evidence, Duty), tables, strict=True):
        bulk.load_instances(model, rows)
