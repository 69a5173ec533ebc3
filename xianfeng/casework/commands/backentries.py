"""Bringing a paper history in (补录): typed by the branch, confirmed by whoever signs its steps (ADR 12).

The branch writes down what the papers say. What a committee or the county once
decided becomes a fact only by the signature of that committee or the county;
what one of them confirmed cannot change afterwards, for the version is theirs.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import Any

from django.db import IntegrityError, transaction

from xianfeng.casework.commands import gridtrials, histories, upkeep
from xianfeng.casework.commands.gridtrials import GridRefused, Judged
from xianfeng.casework.models import BackEntry, Confirmation
from xianfeng.casework.queries import backentries as reads
from xianfeng.casework.queries import dockets
from xianfeng.casework.queries.backentries import GridDesk
from xianfeng.casework.rules import grids
from xianfeng.casework.vocab import SIGNING, SIGNING_ROLES, BackEntryState
from xianfeng.kernel import paths
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.procedure import board
from xianfeng.registry.queries import standing as registry_reads
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.queries import accounts
from xianfeng.trust.vocab import Action, Actor

__all__ = [
    "GridRefused",
    "Judged",
    "confirm",
    "discard",
    "give_back",
    "hand_in",
    "look",
    "save",
    "start",
]

# Who is asked first above the branch; nobody else learns from a refusal how far a history is.
FIRST_ABOVE = "committee"


@transaction.atomic
def start(*, actor: Actor, family: str, edition: str, person_id: int, at: datetime) -> int:
    """Begin to bring in a person's paper history; return its id, or that of the one begun before.

    :raises Person.DoesNotExist: the person is out of the actor's sight.
    :raises NotAllowed: the actor opens no cases there.
    :raises Refused: the person has a case already (D-66).
    """
    person = registry_reads.subject_for(actor, person_id)
    access.require(actor, Action.OPEN_CASE, path=person.org_path)
    dockets.require_other(actor, person_id)
    _has_no_case(person_id, family)
    open_ones = BackEntry.objects.filter(person_id=person_id, family=family)
    found = open_ones.filter(state__in=[BackEntryState.DRAFT, BackEntryState.WAITING])
    for begun in found.order_by("id"):
        return begun.pk
    try:
        with transaction.atomic():
            made = BackEntry.objects.create(
                family=family,
                edition=edition,
                person_id=person.id,
                organisation_id=person.organisation_id,
                org_path=person.org_path,
                typed_by=actor.name,
                started_at=at,
                changed_at=at,
            )
    except IntegrityError as error:
        raise Conflict(Verdict((reason("D-62", 办理人="他人"),))) from error
    _record(made, "started", actor=actor, at=at, edition=edition)
    return made.pk


@transaction.atomic
def save(
    *, actor: Actor, back_entry_id: int, cells: Mapping[str, Any], at: datetime, version: int | None
) -> None:
    """Keep what was typed so far, right or wrong.

    :raises BackEntry.DoesNotExist: out of sight.
    :raises Refused: it has been handed in (D-65), or somebody else changed it (D-62).
    """
    entry = _locked(actor, back_entry_id, version)
    access.require(actor, Action.OPEN_CASE, path=entry.org_path)
    _must_be(entry, BackEntryState.DRAFT)
    _keep(entry, cells, actor=actor, at=at)
    _record(entry, "saved", actor=actor, at=at, digest=_digest(entry))


@transaction.atomic
def hand_in(
    *, actor: Actor, back_entry_id: int, cells: Mapping[str, Any], at: datetime, version: int | None
) -> int | None:
    """Judge the whole grid and put the branch's name to it; return the case's id if that suffices.

    :raises GridRefused: with every row's unmet gates; nothing is kept.
    """
    entry = _locked(actor, back_entry_id, version)
    access.require(actor, Action.OPEN_CASE, path=entry.org_path)
    _must_be(entry, BackEntryState.DRAFT)
    _keep(entry, cells, actor=actor, at=at)
    _record(entry, "handed_in", actor=actor, at=at, digest=_digest(entry))
    return _sign(entry, "branch", actor=actor, at=at)


@transaction.atomic
def confirm(
    *, actor: Actor, back_entry_id: int, at: datetime, version: int | None = None
) -> int | None:
    """Put the committee's or the county's name to the history; return the case's id once it is one.

    :raises NotAllowed: it does not wait for the actor, or bears the actor's name already.
    :raises GridRefused: judged anew, with the actor's own powers, it is against the rules.
    """
    entry = _locked(actor, back_entry_id, version)
    access.require(actor, SIGNING[entry.waits_for or FIRST_ABOVE], path=entry.org_path)
    _must_be(entry, BackEntryState.WAITING)
    if actor.account_id is not None and _bears_the_name_of(actor, entry):
        raise NotAllowed.because("提交、确认过的人以外的人")
    return _sign(entry, entry.waits_for, actor=actor, at=at)


@transaction.atomic
def give_back(
    *, actor: Actor, back_entry_id: int, why: str, at: datetime, version: int | None = None
) -> None:
    """Return the history to the branch to be mended; every name put to it is taken off.

    :raises Refused: no reason was given.
    """
    entry = _locked(actor, back_entry_id, version)
    access.require(actor, SIGNING[entry.waits_for or FIRST_ABOVE], path=entry.org_path)
    _must_be(entry, BackEntryState.WAITING)
    entry.note = upkeep.words(why, message="请写明退回原因，不少于4个字")
    entry.confirmations.all().delete()
    _stand(entry, BackEntryState.DRAFT, at=at)
    _record(entry, "returned", actor=actor, at=at, why=entry.note)


@transaction.atomic
def discard(
    *, actor: Actor, back_entry_id: int, why: str, at: datetime, version: int | None = None
) -> None:
    """Give a history up that is still being typed; what was typed is kept and counts for nothing."""
    entry = _locked(actor, back_entry_id, version)
    access.require(actor, Action.OPEN_CASE, path=entry.org_path)
    _must_be(entry, BackEntryState.DRAFT)
    entry.note = upkeep.words(why, message="请写明放弃原因，不少于4个字")
    _stand(entry, BackEntryState.DISCARDED, at=at)
    _record(entry, "discarded", actor=actor, at=at, why=entry.note)


def look(desk: GridDesk, *, actor: Actor, at: datetime) -> Judged:
    """Judge a grid on the actor's desk as it was last kept, for its page; changes nothing.

    Nobody's name stands under a draft, so it is judged as if each signer held their usual place.

    :raises BackEntry.DoesNotExist: the person has moved out of the actor's sight.
    """
    if desk.state is not BackEntryState.DRAFT or not desk.cells:
        return Judged(whole=Verdict(), rows={})
    entry = BackEntry(
        family=desk.family,
        edition=desk.edition.id,
        person_id=desk.person_id,
        org_path=desk.org_path,
        sheet=desk.cells,
    )
    return gridtrials.judge(entry, {}, actor=actor, at=at, is_doubled=desk.is_doubled)


def _sign(entry: BackEntry, signed_as: str, *, actor: Actor, at: datetime) -> int | None:
    held = next(
        root
        for root in sorted(actor.roots(SIGNING[signed_as]), key=len, reverse=True)
        if paths.contains(root, entry.org_path)
    )
    Confirmation.objects.create(
        back_entry=entry,
        signed_as=signed_as,
        path=held,
        account_ref=actor.account_id,
        actor_name=actor.name,
        at=at,
    )
    signers = gridtrials.signers_of(entry)
    is_doubled = reads.cases_of(entry.person_id, entry.family).exists()
    found = gridtrials.judge(entry, signers, actor=actor, at=at, is_doubled=is_doubled)
    if not found.is_good:
        raise GridRefused(found)
    _record(entry, "confirmed", actor=actor, at=at, signed_as=signed_as, digest=_digest(entry))
    waiting = [role for role in _needed(entry) if role not in signers]
    if waiting:
        _stand(entry, BackEntryState.WAITING, waits_for=waiting[0], at=at)
        return None
    return _enter(entry, signers, actor=actor, at=at)


def _bears_the_name_of(actor: Actor, entry: BackEntry) -> bool:
    """Tell whether the actor, perhaps in another role, has put their name to the history already."""
    return entry.confirmations.filter(account_ref=actor.account_id).exists()


def _needed(entry: BackEntry) -> tuple[str, ...]:
    edition = board.family(entry.family).edition(entry.edition)
    reviewers = {kind.reviewer for kind in edition.records.values() if kind.reviewer}
    first = {
        role: accounts.first_held(SIGNING_ROLES[role], path=entry.org_path) for role in reviewers
    }
    offices = {role: day for role, day in first.items() if day is not None}
    return grids.roles(edition, entry.sheet, offices=offices)


def _enter(entry: BackEntry, signers: Mapping[str, Actor], *, actor: Actor, at: datetime) -> int:
    told = [history for _row, history in gridtrials.happened(entry, signers, at=at)]
    try:
        with transaction.atomic():
            (case_id,) = histories.enter(
                actor=actor, family=entry.family, histories=[gridtrials.history_of(entry, told, signers, at)], at=at
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(Verdict((gridtrials.has_one(),))) from error
    entry.case_id = case_id
    _stand(entry, BackEntryState.ENTERED, at=at)
    _record(entry, "entered", actor=actor, at=at, digest=_digest(entry))
    return case_id


def _has_no_case(person_id: int, family: str) -> None:
    if reads.cases_of(person_id, family).exists():
        raise Refused(Verdict((gridtrials.has_one(),)))


def _locked(actor: Actor, back_entry_id: int, version: int | None) -> BackEntry:
    seen = access.scoped(BackEntry.objects.all(), actor, Action.VIEW_CASES)
    entry = seen.select_for_update().get(pk=back_entry_id)
    dockets.require_other(actor, entry.person_id)
    if version is not None and version != entry.version:
        words = {"办理人": entry.typed_by, "remedy": "页面已更新，请核对后再提交"}
        raise Conflict(Verdict((reason("D-62", **words),)))
    return entry


def _must_be(entry: BackEntry, state: BackEntryState) -> None:
    if entry.state != state:
        message = f"这份补录{BackEntryState(entry.state).label}，不能这样办理"
        raise Refused(Verdict((reason("D-65", message=message),)))


def _keep(entry: BackEntry, cells: Mapping[str, Any], *, actor: Actor, at: datetime) -> None:
    edition = board.family(entry.family).edition(entry.edition)
    entry.sheet, entry.typed_by = grids.known(edition, cells), actor.name
    _stand(entry, BackEntryState.DRAFT, at=at)


def _stand(entry: BackEntry, state: BackEntryState, *, at: datetime, waits_for: str = "") -> None:
    entry.state, entry.waits_for, entry.changed_at = state, waits_for, at
    entry.version += 1
    entry.save()


def _digest(entry: BackEntry) -> str:
    """Return what the ledger keeps of the typed words: enough to prove them, nothing to read."""
    return sha256(dumps(entry.sheet, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _record(
    entry: BackEntry, what: str, *, actor: Actor, at: datetime, why: str = "", **detail: Any
) -> None:
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{entry.org_path}",
        event=f"casework.back_entry.{what}",
        subject=f"person:{entry.person_id}",
        detail={"back_entry": entry.pk, **detail},
        reason=why,
    )
