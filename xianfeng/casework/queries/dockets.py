"""One case with all it holds, ready to be judged: what commands lock and pages show."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q

from xianfeng.casework.models import Case, Entry, Evidence, Paper
from xianfeng.casework.rules import duties, history, judging, values
from xianfeng.casework.vocab import CaseState, EntryKind
from xianfeng.kernel import clock
from xianfeng.kernel.dates import WorkCalendar
from xianfeng.kernel.errors import NotAllowed
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.procedure import board, deadlines
from xianfeng.procedure import gates as procedure_gates
from xianfeng.procedure.schema import Edition
from xianfeng.procedure.shelf import Shelf
from xianfeng.registry.queries import calendar as calendars
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class Docket:
    """A case's row and the present that follows from its entries."""

    case: Case
    shelf: Shelf
    edition: Edition
    standing: history.Standing
    evidence: Mapping[str, Sequence[date]]
    calendar: WorkCalendar
    # What it was folded from: signatures, papers, subject.
    folded: tuple[Sequence[history.Signed], Sequence[history.Kept], Mapping[str, Any]]

    @property
    def state(self) -> CaseState:
        """Where the case stands."""
        return CaseState(self.case.state)

    @property
    def opened_on(self) -> date:
        """The first day of the case: its first step's, or the day on which it was opened."""
        opened_on = clock.day_of(self.case.opened_at)
        return min(self.standing.signed.values(), default=opened_on)

    def windows(self) -> dict[str, deadlines.Window]:
        """Return earliest and latest date of every step, as its paper may bear them."""
        return self.forecast(date.min)

    def forecast(self, today: date) -> dict[str, deadlines.Window]:
        """Return earliest and latest date of every step if what is open is done today at the soonest."""
        return deadlines.windows(
            self.shelf,
            self.edition,
            self.standing.facts,
            self.standing.signed,
            start=self.opened_on,
            calendar=self.calendar,
            still_to_come=today,
        )

    def owed(self) -> tuple[duties.Owed, ...]:
        """Return what the case owes now."""
        return duties.owed(
            self.edition,
            self.standing,
            self.windows(),
            self.evidence,
            state=self.state,
            opened_on=self.opened_on,
            resume_on=self.case.resume_on,
        )

    def judge(
        self,
        draft: judging.Draft,
        *,
        typing: Sequence[Reason],
        signing_path: str,
        today: date,
        lookups: Any,
    ) -> tuple[Verdict, str, dict[str, Any]]:
        """Judge a draft; return verdict, the id of the rules in force, and all facts judged over."""
        kinds = self.edition.kinds_of(draft.step)
        on = values.happened_on(draft.records, kinds) or today
        gates = self.shelf.gates(self.edition, draft.step, on)
        facts = {**self.standing.facts, **draft.facts()}
        case = board.CaseFile(
            case_id=self.case.pk or 0,
            subject_id=self.case.person_id,
            organisation_id=self.case.organisation_id,
            org_path=self.case.org_path,
            signing_path=signing_path,
            on=on,
            today=today,
            facts=facts,
        )
        asked = procedure_gates.named_facts(gates) | {
            outcome.standing_from for outcome in draft.step.outcomes
        }
        named = board.gather(self.case.family, asked, case, lookups)
        named["casework.days_entered_late"] = (today - on).days
        same_day = sum(day == on for day in self.standing.signed.values())
        named["casework.steps_that_day"] = same_day + 1
        verdict = judging.passes(
            self.edition,
            draft,
            standing=self.standing,
            state=self.state,
            gates=gates,
            named=named,
            calendar=self.calendar,
            today=today,
            typing=typing,
        )
        return verdict, self.shelf.rules_on(self.edition, on).id, {**facts, **named}


def visible(actor: Actor) -> Any:
    """Return the cases within the actor's reach, the actor's own included."""
    return access.scoped(Case.objects.kept(), actor, Action.VIEW_CASES, own="person_id")


def viewed(actor: Actor, *, field: str) -> Q:
    """Return the condition that keeps what lies where the actor works on cases, by that column."""
    return access.scope(actor, Action.VIEW_CASES, field=field)


def locked(actor: Actor, case_id: int) -> Case:
    """Lock a case that the actor can see; whoever changes a case begins here.

    :raises Case.DoesNotExist: it is out of sight.
    :raises NotAllowed: it is about the actor (D-61).
    """
    case: Case = visible(actor).select_for_update().get(pk=case_id)
    require_other(actor, case.person_id)
    return case


def require_other(actor: Actor, person_id: int) -> None:
    """Refuse whoever a file is about: nobody signs, reviews or decides in their own matter.

    :raises NotAllowed: whatever post the actor holds (D-61).
    """
    if actor.person_id is not None and actor.person_id == person_id:
        raise NotAllowed.because("本人以外的经办人")


def edition_of(case: Case) -> Edition:
    """Return the edition that the case keeps."""
    return board.family(case.family).edition(case.edition)


def of(case: Case, *, calendar: WorkCalendar | None = None) -> Docket:
    """Read all that the case holds: four queries, whatever its length."""
    family = board.family(case.family)
    edition = family.edition(case.edition)
    entries = Entry.objects.filter(case=case, kind=EntryKind.SIGNED, is_active=True).order_by("id")
    papers = Paper.objects.filter(case=case, is_active=True).values_list("step", "round", "kind")
    person = case.person
    return present(
        case,
        signed=[signature(edition, entry) for entry in entries],
        papers=[history.Kept(step=s, round=r, kind=k) for s, r, k in papers],
        evidence=evidence_of(case),
        subject={"name": person.name, "category": person.category},
        calendar=calendar or calendars.work_calendar(),
    )


def signature(edition: Edition, entry: Entry) -> history.Signed:
    """Return what a signed entry says, with its records in their types."""
    return history.Signed(
        step=entry.step,
        round=entry.round,
        on=entry.happened_on,
        records=values.restored(edition.records, entry.records),
    )


def present(
    case: Case,
    *,
    signed: Sequence[history.Signed],
    papers: Sequence[history.Kept],
    evidence: Mapping[str, Sequence[date]],
    subject: Mapping[str, Any],
    calendar: WorkCalendar,
) -> Docket:
    """Fold what was read (or is about to be written) into a docket."""
    family = board.family(case.family)
    edition = family.edition(case.edition)
    standing = history.fold(
        edition, signed, papers=papers, evidence=evidence, subject=subject, waived=case.waived
    )
    return Docket(
        case=case,
        shelf=family.shelf,
        edition=edition,
        standing=replace(standing, facts={**standing.facts, **_moved(case)}),
        evidence=evidence,
        calendar=calendar,
        folded=(tuple(signed), tuple(papers), subject),
    )


def refolded(docket: Docket, case: Case) -> Docket:
    """Fold what a docket was read from under the edition that ``case`` names now, without reading again."""
    signed, papers, subject = docket.folded
    return present(
        case,
        signed=signed,
        papers=papers,
        evidence=docket.evidence,
        subject=subject,
        calendar=docket.calendar,
    )


def _moved(case: Case) -> dict[str, Any]:
    """Return what the rules on continuity ask of a case that came from another branch."""
    if case.moved_on is None:
        return {}
    return {
        "casework.moved_on": case.moved_on,
        "casework.break_days": case.break_days,
        "casework.papers_passed": case.papers_passed,
    }


def evidence_of(case: Case) -> dict[str, list[date]]:
    """Return the days of the repeated records that stand, by kind."""
    rows = Evidence.objects.filter(case=case, withdrawn_at__isnull=True).order_by("happened_on")
    found: dict[str, list[date]] = defaultdict(list)
    for kind, day in rows.values_list("kind", "happened_on"):
        found[kind].append(day)
    return dict(found)
