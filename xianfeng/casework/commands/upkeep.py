"""What every change of a case brings with it: version, stage, duties, ledger. Not called from outside."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from xianfeng.casework.models import Case, Duty, Entry
from xianfeng.casework.queries import dockets, effects, hands
from xianfeng.casework.rules import duties, history, judging
from xianfeng.casework.vocab import CaseState, EntryKind
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Conflict, Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.kernel.words import visible
from xianfeng.procedure import board
from xianfeng.procedure.schema import Edition, Step
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Actor

# As wide as the columns of the history and the ledger.
LONGEST_WORDS = 400


def signer(actor: Actor, step: Step, path: str) -> tuple[str, str]:
    """Return as what the actor signs a step, and the organisation at which they hold that role.

    :raises NotAllowed: no role of the actor may sign here (check D-61).
    """
    return hands.seat(actor, step, path)


def words(why: str, *, message: str, check: str = "D-64") -> str:
    """Return the reason that a change of the case needs, fit to be kept.

    :raises Refused: it is too short, or longer than its column.
    """
    text = visible(why)
    if len(text) < judging.SHORTEST_REASON:
        raise Refused(Verdict((reason(check, message=message, field="why"),)))
    if len(text) > LONGEST_WORDS:
        too_long = f"原因不能超过{LONGEST_WORDS}字"
        raise Refused(Verdict((reason("D-64", message=too_long, field="why"),)))
    return text


def expect(case: Case, version: int | None) -> None:
    """Refuse if somebody changed the case since the actor's page was made (check D-62)."""
    if version is not None and version != case.version:
        last = Entry.objects.filter(case=case).order_by("-id").values_list("actor_name", flat=True)
        who = next(iter(last[:1]), "他人")
        raise Conflict(Verdict((reason("D-62", 办理人=who, remedy="页面已更新，请核对后再办理"),)))


def entered(
    case: Case,
    *,
    actor: Actor,
    kind: EntryKind,
    step: str,
    happened_on: date,
    at: datetime,
    note: str = "",
    detail: Mapping[str, Any] | None = None,
    **columns: Any,
) -> Entry:
    """Add an entry to the case and its twin to the ledger."""
    entry = Entry.objects.create(
        case=case,
        kind=kind,
        step=step,
        round=case.round,
        happened_on=happened_on,
        note=note,
        account_ref=actor.account_id,
        actor_name=actor.name,
        entered_at=at,
        **columns,
    )
    ledger.record(
        actor=actor,
        at=at,
        chain=f"case:{case.pk}",
        event=f"casework.case.{kind}",
        subject=f"case:{case.pk}",
        detail={"entry": entry.pk, "step": step, "on": happened_on, **(detail or {})},
        reason=note,
    )
    return entry


def settle(case: Case) -> dockets.Docket:
    """Derive stage and duties anew and raise the version; return the case's new present.

    What signs, takes back or closes also calls :func:`tell`.
    """
    docket = dockets.of(case)
    case.version += 1
    case.stage = stage_of(docket.edition, docket.standing)
    owed = docket.owed()
    case.pressing_on = duties.pressing_on(owed)
    case.save(
        update_fields=[
            "version", "stage", "state", "round", "closed_on", "resume_on", "edition", "waived",
            "pressing_on",
        ]
    )  # fmt: skip
    Duty.objects.filter(case=case).delete()
    Duty.objects.bulk_create(duty_rows(case, owed))
    return docket


def tell(settled: Iterable[dockets.Docket], *, actor: Actor, at: datetime) -> None:
    """Tell the families what their cases do outside of casework now.

    :raises Refused: what a case would do cannot be, such as taking a place where none is left.
    """
    by_family: dict[str, list[board.Settled]] = defaultdict(list)
    for docket in settled:
        by_family[docket.case.family].append(effects.of(docket))
    for family, cases in by_family.items():
        board.family(family).hears(cases, actor=actor, at=at)


def stage_of(edition: Edition, standing: history.Standing) -> str:
    """Return the stage of the first step still open; of the last step when none is."""
    waiting = history.open_steps(edition, standing.signed)
    return (waiting[0] if waiting else edition.steps[-1]).stage


def duty_rows(case: Case, owed: Iterable[duties.Owed]) -> list[Duty]:
    """Write what a case owes as rows of the to-do list."""
    return [
        Duty(
            case=case,
            step=item.step,
            number=item.number,
            title=item.title,
            actor_words=item.actor,
            signer=item.signer,
            is_repeat=item.is_repeat,
            org_path=case.org_path,
            since_on=item.since_on,
            earliest_on=item.earliest_on,
            due_on=item.due_on,
            remind_on=item.remind_on,
            sort_on=item.sort_on,
            **dict(zip(("person_id", "other_person_id"), item.people, strict=False)),
        )
        for item in owed
    ]


def close(case: Case, state: str, day: date) -> None:
    """Mark a case closed; :func:`settle` saves it."""
    case.state = CaseState(state)
    case.closed_on = day
    case.resume_on = None
