"""One case as its page shows it: every step done, due or ahead, and everything that happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xianfeng.casework.models import Case, Entry, Evidence, Paper
from xianfeng.casework.queries import (
    asides,
    dockets,
    hands,
    notice_records,
    reviews,
    transfers,
    votes,
    wording,
)
from xianfeng.casework.queries.caseviews import (
    AnswerView,
    CaseFileView,
    DoneView,
    HistoryRow,
    InstrumentView,
    PaperView,
    RepeatRow,
    RepeatView,
    StageView,
    StepView,
)
from xianfeng.casework.rules import duties, history, judging, values
from xianfeng.casework.vocab import GRADES, SIGNER_LABELS, CaseState, EntryKind, Lateness, Turn
from xianfeng.kernel.checks import catalogue
from xianfeng.kernel.dates import add_months
from xianfeng.procedure.deadlines import Window
from xianfeng.procedure.schema import Edition, Step
from xianfeng.registry.queries import calendar as calendars
from xianfeng.registry.queries import standing as registry_reads
from xianfeng.registry.vocab import Category
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class _Read:
    """What was read for one page, in six queries."""

    docket: dockets.Docket
    entries: Sequence[Entry]
    papers: Sequence[Paper]
    evidence: Sequence[Evidence]
    names: Mapping[int, str]
    notices: Mapping[tuple[str, int], InstrumentView]
    actor: Actor
    today: date

    @property
    def shows_contents(self) -> bool:
        """Whether the actor works on cases here; the subject sees how far the case is, not what it holds.

        Talks, political review and reasons are Party work matters (domain 11.4).
        """
        return self.actor.may(Action.VIEW_CASES, path=self.path)

    @property
    def edition(self) -> Edition:
        return self.docket.edition

    @property
    def path(self) -> str:
        return self.docket.case.org_path


def of(actor: Actor, case_id: int, *, today: date) -> CaseFileView:
    """Return one case.

    :raises Case.DoesNotExist: out of sight.
    """
    rows = transfers.on_the_way(dockets.visible(actor).select_related("person", "organisation"))
    case = rows.get(pk=case_id)
    read = _read(actor, case, today)
    docket = read.docket
    open_steps = history.open_steps(docket.edition, docket.standing.signed)
    windows = docket.forecast(today)
    signed = {e.step: e for e in read.entries if e.is_active and e.kind == EntryKind.SIGNED}
    steps = [
        _step(read, step, windows[step.key], signed, open_steps) for step in docket.edition.steps
    ]
    last = max(signed.values(), key=lambda entry: entry.pk, default=None)
    return CaseFileView(
        id=case.pk,
        version=case.version,
        person_id=case.person_id,
        person=case.person.name,
        category=Category(case.person.category).label,
        organisation_id=case.organisation_id,
        organisation=case.organisation.name,
        edition_id=docket.edition.id,
        edition=docket.edition.name,
        edition_status=docket.edition.status,
        state=docket.state,
        opened_on=docket.opened_on,
        opened_by=case.opened_by,
        closed_on=case.closed_on,
        resume_on=case.resume_on,
        stages=_stages(docket.edition, steps),
        history=_history(read),
        done=len(docket.standing.signed),
        total=len(docket.edition.steps),
        last_note=_last_note(read),
        turns=turns(actor, docket),
        last_entry=last.pk if last and may_reverse(actor, docket, last) else None,
        last_step=docket.edition.step(last.step).title if last else "",
        may_move=not docket.state.is_closed and hands.may_move(actor, case.org_path),
        on_the_way=case.on_the_way or "" if read.shows_contents else "",
        asides=_asides(read) if read.shows_contents else (),
    )


def _asides(read: _Read) -> tuple[asides.Aside, ...]:
    case = read.docket.case
    seen = asides.Seen(
        id=case.pk, family=case.family, org_path=case.org_path, state=read.docket.state
    )
    return asides.for_case(read.actor, seen)


def _last_note(read: _Read) -> str:
    is_told = read.entries and read.shows_contents and not read.docket.state.is_closed
    return read.entries[-1].note if is_told else ""


def _read(actor: Actor, case: Case, today: date) -> _Read:
    entries = list(Entry.objects.filter(case=case).order_by("id"))
    papers = list(Paper.objects.filter(case=case, is_active=True).order_by("id"))
    evidence = list(Evidence.objects.filter(case=case).order_by("happened_on", "id"))
    edition = dockets.edition_of(case)
    days: dict[str, list[date]] = {}
    for row in evidence:
        if row.withdrawn_at is None:
            days.setdefault(row.kind, []).append(row.happened_on)
    docket = dockets.present(
        case,
        signed=[
            dockets.signature(edition, entry)
            for entry in entries
            if entry.is_active and entry.kind == EntryKind.SIGNED
        ],
        papers=[history.Kept(step=p.step, round=p.round, kind=p.kind) for p in papers],
        evidence=days,
        subject={"name": case.person.name, "category": case.person.category},
        calendar=calendars.work_calendar(),
    )
    named = wording.people_in(edition, [entry.records for entry in entries])
    return _Read(
        docket=docket,
        entries=entries,
        papers=papers,
        evidence=evidence,
        names=registry_reads.names(named) if named else {},
        notices=notice_records.links(case, today=today),
        actor=actor,
        today=today,
    )


def _step(
    read: _Read,
    step: Step,
    window: Window,
    signed: Mapping[str, Entry],
    open_steps: Sequence[Step],
) -> StepView:
    docket = read.docket
    is_waived = step.key in docket.standing.waived
    is_done = step.key in docket.standing.signed and not is_waived
    waits = judging.in_order(docket.edition, step, docket.standing, docket.state)
    is_open = not waits and step in open_steps
    mark = "done" if is_done or is_waived else "next"
    late = duties.lateness(read.today, window.earliest, window.latest, window.remind_on)
    if is_open:
        mark = "late" if late is Lateness.LATE else "now"
    may_sign = is_open and hands.may_sign(read.actor, step, read.path)
    return StepView(
        number=step.number,
        title=step.title,
        mark=mark,
        actor_words=step.actor,
        signers=hands.in_words(step.signed_by),
        needs=tuple(p.title for p in docket.edition.papers_of(step) if p.is_required),
        cite=step.cite,
        grade=GRADES.get(step.grade, step.grade),
        limit=step.limit,
        earliest=window.earliest,
        latest=window.latest,
        is_forecast=window.is_forecast,
        is_provisional=window.is_provisional,
        is_early=late is Lateness.EARLY,
        done=_done(read, step, signed[step.key]) if is_done else None,
        waits=() if is_done else tuple(reason.fact or reason.message for reason in waits),
        may_sign=may_sign,
        reminders=tuple(
            one.worded(read.today)
            for one in window.reminders
            if is_open and late is Lateness.SOON and read.today >= one.on
        ),
        repeat=_repeat(read, step, is_open=is_open, may_add=may_sign) if step.repeated else None,
        is_voted=votes.kind_of(docket.edition, step) is not None,
        instrument=_instrument(read, step, may_make=may_sign),
    )


def _instrument(read: _Read, step: Step, *, may_make: bool) -> InstrumentView | None:
    """Return the step's notice or review, or where to write one; the subject reads notices in public only."""
    case = read.docket.case
    for record in step.records if read.shows_contents else ():
        made = read.notices.get((record, case.round))
        if made is None and may_make:
            kind = read.edition.records[record]
            made = notice_records.invitation(case, record) or reviews.invitation(case, kind)
        if made:
            return made
    return None


def _done(read: _Read, step: Step, entry: Entry) -> DoneView:
    if not read.shows_contents:
        return DoneView(
            on=entry.happened_on,
            signed_as=SIGNER_LABELS.get(entry.signed_as, ""),
            is_back_entry=entry.is_back_entry,
        )
    titles = {paper.key: paper for paper in read.edition.papers_of(step)}
    checks = catalogue()
    return DoneView(
        on=entry.happened_on,
        name=entry.actor_name,
        signed_as=SIGNER_LABELS.get(entry.signed_as, ""),
        entered_at=entry.entered_at,
        records=wording.records(read.edition, entry.records, read.names),
        papers=tuple(
            PaperView(
                id=paper.pk,
                title=titles[paper.kind].title if paper.kind in titles else paper.kind,
                form=titles[paper.kind].form if paper.kind in titles else "",
                has_scan=paper.file_id is not None,
            )
            for paper in read.papers
            if paper.step == step.key and paper.round == entry.round
        ),
        rules=_edition_name(read.docket, entry.rules),
        answers=tuple(
            AnswerView(
                check=check,
                message=checks[check].worded() if check in checks else "",
                words=words,
            )
            for check, words in entry.reasons.items()
        ),
        is_back_entry=entry.is_back_entry,
    )


def _edition_name(docket: dockets.Docket, edition_id: str) -> str:
    known = {edition.id: edition.name for edition in docket.shelf.editions}
    return known.get(edition_id, edition_id)


def _repeat(read: _Read, step: Step, *, is_open: bool, may_add: bool) -> RepeatView:
    docket = read.docket
    rows = [r for r in read.evidence if r.kind == step.repeated and r.withdrawn_at is None]
    due_on = None
    if is_open:
        since = max((docket.standing.signed[key] for key in step.after), default=docket.opened_on)
        last = max((r.happened_on for r in rows if r.happened_on >= since), default=since)
        due_on = add_months(last, step.repeat_months)
    kind = read.edition.records[step.repeated]
    return RepeatView(
        kind=step.repeated,
        title=kind.title,
        rows=tuple(_repeat_row(read, row) for row in rows),
        due_on=due_on,
        lateness=duties.lateness(read.today, read.today, due_on) if due_on else None,
        may_add=may_add,
        people=tuple(read.names.get(one, "") for one in docket.standing.facts.get(kind.by, ())),
    )


def _repeat_row(read: _Read, row: Evidence) -> RepeatRow:
    typed = values.restored(read.edition.records, {row.kind: row.facts})[row.kind]
    facts = wording.facts(read.edition, row.kind, typed, read.names)
    return RepeatRow(
        id=row.pk,
        on=row.happened_on,
        name=row.actor_name,
        facts=tuple(facts)[1:] if read.shows_contents else (),
        is_back_entry=row.is_back_entry,
    )


def _stages(edition: Edition, steps: Sequence[StepView]) -> tuple[StageView, ...]:
    views: list[StageView] = []
    for stage in edition.stages:
        inside = tuple(
            view for view, step in zip(steps, edition.steps, strict=True) if step.stage == stage.key
        )
        marks = {view.mark for view in inside}
        mark = "late" if "late" in marks else "now" if "now" in marks else "next"
        is_first_undone = marks != {"done"} and all(view.mark == "done" for view in views)
        views.append(
            StageView(
                number=stage.number,
                title=stage.title,
                mark="done" if marks == {"done"} else mark,
                steps=inside,
                is_current=is_first_undone or bool(marks & {"now", "late"}),
            )
        )
    return tuple(views)


def _history(read: _Read) -> tuple[HistoryRow, ...]:
    steps = {step.key: f"{step.number}. {step.title}" for step in read.edition.steps}
    rows = [
        HistoryRow(
            at=entry.entered_at,
            name=entry.actor_name,
            what=EntryKind(entry.kind).label,
            step=steps.get(entry.step, entry.step),
            note=entry.note if read.shows_contents else "",
            is_active=entry.is_active,
            is_back_entry=entry.is_back_entry,
        )
        for entry in read.entries
    ]
    for row in read.evidence:
        title = read.edition.records[row.kind].title
        why = row.withdrawn_reason if read.shows_contents else ""
        note = f"（已撤回：{why}）" if row.withdrawn_at else ""
        rows.append(
            HistoryRow(
                at=row.entered_at,
                name=row.actor_name,
                what="登记",
                step=f"{title} {wording.day(row.happened_on)}",
                note=note,
                is_active=row.withdrawn_at is None,
                is_back_entry=row.is_back_entry,
            )
        )
    return tuple(sorted(rows, key=lambda row: row.at, reverse=True))


def turns(actor: Actor, docket: dockets.Docket) -> tuple[Turn, ...]:
    """Return what the actor may do to the case beside signing; the commands judge again."""
    steps = history.open_steps(docket.edition, docket.standing.signed)
    path, state = docket.case.org_path, docket.state
    mine = any(hands.may_sign(actor, step, path) for step in steps)
    found = []
    if state is CaseState.OPEN and any(hands.may_sign_above(actor, s, path) for s in steps):
        found.append(Turn.RETURN)
    if state is CaseState.RETURNED and hands.may_sign_branch(actor, path):
        found.append(Turn.RESUBMIT)
    if state is CaseState.POSTPONED and mine:
        found.append(Turn.RESUME)
    if state is CaseState.OPEN and mine:
        found.append(Turn.POSTPONE)
    if not state.is_closed and mine and docket.edition.ends_before not in docket.standing.signed:
        found.append(Turn.END)
    return tuple(found)


def may_reverse(actor: Actor, docket: dockets.Docket, last: Entry) -> bool:
    """Tell whether the actor may take the latest signature back."""
    resting = {CaseState.RETURNED, CaseState.POSTPONED, CaseState.ENDED}
    if docket.state in resting:
        return False
    path, step = docket.case.org_path, docket.edition.step(last.step)
    return hands.may_take_back(actor, step, path, docket.state, signed_as=last.signed_as)
