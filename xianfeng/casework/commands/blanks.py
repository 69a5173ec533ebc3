"""Keeping numbered forms: receiving a range, handing it down, giving one to a person, spoiling one.

Filling one in is signing a step of a case; :func:`use`, :func:`free`, :func:`file`
and :func:`follow` go with the case and are not called from outside.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from xianfeng.casework.commands import upkeep
from xianfeng.casework.models import Blank, BlankBatch, Case, Claim
from xianfeng.casework.queries import blanks
from xianfeng.casework.rules import numbering
from xianfeng.casework.vocab import BlankState
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.kernel.words import visible
from xianfeng.registry.queries import naming
from xianfeng.registry.queries import standing as registry_reads
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor

_LIVE = (BlankState.IN_STOCK, BlankState.ISSUED)


@transaction.atomic
def receive(
    *, actor: Actor, kind: str, first: str, last: str, source: str, received_on: date, at: datetime
) -> int:
    """Enter a range of numbers in the county's register; return how many.

    From the day of the first range on, a case may only be filled with numbers of the register.

    :raises NotAllowed: the actor does not sign for the county.
    :raises Refused: no range (D-64), a day ahead (D-60), or a number that is registered already (D-31).
    """
    access.require(actor, Action.SIGN_AS_COUNTY)
    if kind not in {known.key for known in blanks.kinds()}:
        raise BlankBatch.DoesNotExist(kind)
    numbers = _numbers(first, last)
    problems = []
    if received_on > clock.day_of(at):
        problems.append(reason("D-60", 日期=received_on.isoformat(), field="received_on"))
    source = visible(source)[:80]
    if not source:
        problems.append(reason("D-64", 项目="领自何处", field="source"))
    known = Blank.objects.filter(kind=kind, number__in=numbers).order_by("number")
    for number in known.values_list("number", flat=True)[:1]:
        problems.append(reason("D-31", message=f"编号{number}已经登记过", field="first"))
    if problems:
        raise Refused(Verdict.of(problems))
    place = naming.named(actor.roots(Action.SIGN_AS_COUNTY)[:1])
    top = next(iter(place.values()))
    batch = BlankBatch.objects.create(
        kind=kind, first=numbers[0], last=numbers[-1], numbers=len(numbers),
        organisation_id=top.id, received_on=received_on, source=source,
        account_ref=actor.account_id, actor_name=actor.name, entered_at=at,
    )  # fmt: skip
    rows = [
        Blank(
            kind=kind, number=number, batch=batch, organisation_id=top.id, org_path=top.path,
            changed_on=clock.day_of(at),
        )
        for number in numbers
    ]  # fmt: skip
    try:
        with transaction.atomic():
            Blank.objects.bulk_create(rows)
    except IntegrityError as error:
        refusal = reason("D-31", message="其中有编号刚被他人登记", field="first")
        raise Refused(Verdict((refusal,))) from error
    detail = {"first": numbers[0], "last": numbers[-1], "numbers": len(numbers), "source": source}
    _record(actor, at, top.path, "casework.blank.received", f"blanks:{batch.pk}", detail)
    return len(numbers)


@transaction.atomic
def hand(
    *, actor: Actor, kind: str, first: str, last: str, organisation_id: int, at: datetime
) -> int:
    """Hand a range to another organisation, down or back up; return how many.

    All or none: a number that is used, spoiled, with a person or out of reach stops the range.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    :raises NotAllowed: the actor keeps no forms for a committee or the county there.
    :raises Refused: no range, or a number that cannot be handed on.
    """
    target = naming.in_sight(actor).get(pk=organisation_id)
    _require_hander(actor, target.path)
    numbers = _numbers(first, last)
    rows = blanks.in_sight(actor, kind).select_for_update().filter(number__in=numbers)
    found = {row.number: row for row in rows.order_by("number")}
    for number in numbers:
        row = found.get(number)
        if row is None or not _is_loose(row) or not _may_hand(actor, row.org_path):
            message = f"编号{number}不在本级手中，或已发给个人、填用、作废"
            raise Refused(Verdict((reason("D-31", message=message, field="first"),)))
    home = set(BlankBatch.objects.filter(kind=kind).values_list("organisation_id", flat=True))
    state = BlankState.IN_STOCK if target.pk in home else BlankState.ISSUED
    Blank.objects.filter(pk__in=[row.pk for row in found.values()]).update(
        organisation_id=target.pk, org_path=target.path, state=state, changed_on=clock.day_of(at)
    )
    detail = {"first": numbers[0], "last": numbers[-1], "numbers": len(numbers)}
    subject = f"organisation:{target.pk}"
    _record(actor, at, target.path, "casework.blank.handed", subject, detail)
    return len(numbers)


@transaction.atomic
def give(*, actor: Actor, blank_id: int, person_id: int, at: datetime) -> None:
    """Give a form of the branch to a person; a spoiled one of theirs is replaced by it.

    :raises Blank.DoesNotExist: the number, or the person, is out of sight.
    :raises NotAllowed: the actor does not sign for the branch.
    :raises Refused: the number is not free, the person is another branch's or has a live one (D-31).
    """
    blank = _locked(actor, blank_id)
    person = registry_reads.subject_for(actor, person_id)
    access.require(actor, Action.SIGN_AS_BRANCH, path=blank.org_path)
    if blank.state != BlankState.ISSUED or blank.person_id is not None:
        raise _refused(f"编号{blank.number}不是本支部的空白表")
    if person.org_path != blank.org_path:
        raise _refused(f"{person.name}不在此支部")
    blank.person_id, blank.changed_on = person.id, clock.day_of(at)
    try:
        with transaction.atomic():
            blank.save(update_fields=["person", "changed_on"])
    except IntegrityError as error:
        raise _refused(f"{person.name}已有一份有效的，每人只能有一份") from error
    spoiled = Blank.objects.filter(
        kind=blank.kind, person=person.id, state=BlankState.SPOILED, replaced_by__isnull=True
    ).order_by("-id")
    replaced = spoiled.first()
    if replaced is not None:
        replaced.replaced_by = blank
        replaced.save(update_fields=["replaced_by"])
    detail = {"number": blank.number, "replaces": replaced.number if replaced else ""}
    subject = f"person:{person.id}"
    _record(actor, at, blank.org_path, "casework.blank.given", subject, detail)


@transaction.atomic
def spoil(*, actor: Actor, blank_id: int, why: str, at: datetime) -> None:
    """Take a spoiled or lost form out of use; its number is never used again.

    :raises Blank.DoesNotExist: out of sight.
    :raises NotAllowed: the actor keeps no forms there.
    :raises Refused: no reason, or the form is filled in: the step is taken back first.
    """
    blank = _locked(actor, blank_id)
    if not blanks.may_keep(actor, blank.org_path):
        raise NotAllowed.because("保管此编号的党组织")
    if blank.state not in _LIVE:
        raise _refused(f"编号{blank.number}{BlankState(blank.state).label}，先撤销填用它的环节")
    blank.reason = upkeep.words(why, message="请写明作废原因，不少于4个字")
    blank.state, blank.changed_on = BlankState.SPOILED, clock.day_of(at)
    blank.save(update_fields=["reason", "state", "changed_on"])
    detail = {"number": blank.number}
    subject = f"blank:{blank.pk}"
    _record(actor, at, blank.org_path, "casework.blank.spoiled", subject, detail, blank.reason)


def use(claim: Claim, case: Case, *, on: date) -> None:
    """Mark a claimed number as filled in by the case, where it is in the register.

    :raises Refused: somebody spoiled or moved it since it was judged.
    """
    rows = Blank.objects.filter(kind=claim.kind, number=claim.value)
    if not rows.exists():
        return
    free = rows.filter(state=BlankState.ISSUED, org_path=case.org_path)
    taken = free.filter(person__isnull=True) | free.filter(person=case.person_id)
    try:
        with transaction.atomic():
            done = taken.update(
                state=BlankState.USED, case=case, person=case.person_id, changed_on=on
            )
    except IntegrityError as error:
        raise _refused("此人已有一份有效的，每人只能有一份") from error
    if not done:
        raise _refused(f"编号{claim.value}刚有变动，请核对登记册")


def use_many(claims: Iterable[Claim]) -> None:
    """Do the same for the numbers of whole histories, which the register may know nothing of."""
    by_number = {(claim.kind, claim.value): claim for claim in claims}
    kinds = set(BlankBatch.objects.values_list("kind", flat=True).distinct())
    for (kind, _number), claim in by_number.items():
        if kind in kinds:
            use(claim, claim.case, on=clock.day_of(claim.case.opened_at))
            if claim.case.closed_on:
                file(claim.case)


def free(case: Case, claim: Claim, *, on: date) -> None:
    """Let a number go whose step was taken back: the person keeps the form."""
    rows = Blank.objects.filter(kind=claim.kind, number=claim.value, case=case)
    rows.update(state=BlankState.ISSUED, case=None, changed_on=on)


def file(case: Case) -> None:
    """Follow the case into the archive."""
    Blank.objects.filter(case=case, state=BlankState.USED).update(state=BlankState.FILED)


def follow(case: Case) -> None:
    """Let the form in the hands of a case's person, or in its file, go along to its new branch."""
    live = Blank.objects.filter(
        person=case.person_id, state__in=[BlankState.ISSUED, BlankState.USED]
    )
    live.update(organisation_id=case.organisation_id, org_path=case.org_path)


def reopen(case: Case) -> None:
    """Follow the case out of the archive."""
    Blank.objects.filter(case=case, state=BlankState.FILED).update(state=BlankState.USED)


def _numbers(first: str, last: str) -> tuple[str, ...]:
    first = visible(first)
    try:
        return numbering.numbers(first, visible(last) or first)
    except numbering.Unreadable as unread:
        raise Refused(Verdict((reason("D-64", message=str(unread), field="first"),))) from unread


def _require_hander(actor: Actor, path: str) -> None:
    if not _may_hand(actor, path):
        raise NotAllowed.because("基层党委、县委组织部")


def _may_hand(actor: Actor, path: str) -> bool:
    handers = (Action.SIGN_AS_COMMITTEE, Action.SIGN_AS_COUNTY)
    return any(actor.may(action, path=path) for action in handers)


def _is_loose(row: Blank) -> bool:
    return row.state in _LIVE and row.person_id is None


def _locked(actor: Actor, blank_id: int) -> Blank:
    rows = access.scoped(Blank.objects.all(), actor, Action.VIEW_CASES)
    return rows.select_for_update().get(pk=blank_id)


def _refused(message: str) -> Refused:
    return Refused(Verdict((reason("D-31", message=message, remedy="核对登记册"),)))


def _record(
    actor: Actor, at: datetime, path: str, event: str, subject: str, detail: dict, why: str = ""
) -> None:
    ledger.record(
        actor=actor, at=at, chain=f"org:{path}", event=event, subject=subject, detail=detail,
        reason=why,
    )  # fmt: skip
