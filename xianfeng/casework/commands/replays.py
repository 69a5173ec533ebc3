"""One history on its way through its steps, in memory: judged, and made into rows; writes nothing.

Serves :mod:`histories`, which writes, and :mod:`backentries`, which asks first.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xianfeng.casework.commands import signing, upkeep
from xianfeng.casework.commands.signing import Submission
from xianfeng.casework.models import Case, Claim, Entry, Evidence, Paper
from xianfeng.casework.queries import dockets
from xianfeng.casework.rules import duties, history, values
from xianfeng.casework.vocab import CaseState, EntryKind
from xianfeng.kernel import clock
from xianfeng.kernel.dates import WorkCalendar
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.procedure import board
from xianfeng.procedure.schema import Outcome
from xianfeng.registry.commands import standings
from xianfeng.registry.queries import standing as registry_reads
from xianfeng.registry.vocab import Category
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Actor


def _nobody(_people: frozenset[int]) -> frozenset[int]:
    return frozenset()


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
    # Whether it is brought in from paper (补录), or told as it was lived, as the demo county's are.
    is_back_entry: bool = True


class HistoryRefused(Refused):
    """One step of one history is against the rules; nothing of the batch was kept."""

    def __init__(self, refused: Refused, *, history: History, step: str) -> None:
        """Say whose history and which step."""
        super().__init__(refused.verdict)
        self.person_id, self.step = history.person_id, step


class Replay:
    """One case on its way through its history, in memory."""

    def __init__(
        self,
        told: History,
        place: registry_reads.Place,
        family: str,
        lookups: Any,
        calendar: WorkCalendar,
        *,
        strangers: Callable[[frozenset[int]], frozenset[int]] = _nobody,
    ) -> None:
        """Stand before the first step.

        :param strangers: which of these people whoever enters the history cannot name.
        """
        document = board.family(family).edition(told.edition)
        self.history, self.place, self.lookups, self.calendar = told, place, lookups, calendar
        self.strangers = strangers
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
            is_back_entry=told.is_back_entry,
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

    def trial(self) -> tuple[Verdict, ...]:
        """Judge every step though some are refused; return what speaks against each, in order.

        A refused step is supposed as it was typed, so that what comes after is
        judged on its own and not for want of what came before.
        """
        verdicts = []
        for item in self.history.happened:
            self.docket = self._present()
            try:
                if isinstance(item, Done):
                    self._sign(item)
                else:
                    self._see(item)
            except Refused as refused:
                verdicts.append(refused.verdict)
                self._suppose(item)
            else:
                verdicts.append(Verdict())
        return tuple(verdicts)

    def _suppose(self, item: Done | Seen) -> None:
        edition = self.docket.edition
        if isinstance(item, Seen):
            records, _problems = values.typed(
                (edition.records[item.kind],), {item.kind: item.facts}
            )
            if values.DAY in records[item.kind]:
                self.evidence[item.kind].append(records[item.kind][values.DAY])
            return
        step = edition.step(item.step)
        kinds = edition.kinds_of(step)
        records, _problems = values.typed(kinds, item.submission.records)
        on = values.happened_on(records, kinds)
        if on is None:
            return
        signed = history.Signed(step=item.step, round=self.case.round, on=on, records=records)
        self.signed.append(signed)
        self.kept += (
            history.Kept(step=item.step, round=self.case.round, kind=paper.kind)
            for paper in item.submission.papers
        )
        outcome = history.outcome_of(step, signed.facts)
        if outcome.restart:
            self.case.round += 1

    @property
    def reached(self) -> Category:
        """What the history makes of its subject, whatever the register says already."""
        found = [Category.OUTSIDER]
        for done, _item, _entry in self.entries:
            standing = history.outcome_of(done.step, done.facts).standing
            found += [Category(standing)] if standing else []
        return found[-1]

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
            is_back_entry=self.history.is_back_entry,
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
            strangers=self.strangers,
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
            is_back_entry=self.history.is_back_entry,
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
