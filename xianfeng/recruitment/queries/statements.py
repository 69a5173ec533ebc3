"""What an organisation's numbers are made of: the cases that have its places, and the entries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F

from xianfeng.casework.queries import effects
from xianfeng.kernel import clock
from xianfeng.recruitment.models import QuotaAccount, QuotaEntry, QuotaHold
from xianfeng.recruitment.queries import quotas
from xianfeng.recruitment.queries.quotas import PAGE, QuotaRow
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.recruitment.vocab.quotas import Box, Movement
from xianfeng.tenancy import ranges
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class HoldRow:
    """A case that has a place."""

    case_id: int
    person: str
    organisation: str
    box: Box
    is_beyond_plan: bool


@dataclass(frozen=True, kw_only=True)
class EntryRow:
    """One movement as an organisation sees it; ``change`` is what it does to the granted places."""

    id: int
    on: date
    kind: Movement
    places: int
    source: str
    target: str
    case_id: int | None
    person: str
    change: int
    document: str
    note: str
    by: str
    is_corrected: bool
    may_correct: bool


@dataclass(frozen=True, kw_only=True)
class Statement:
    """An organisation's balance with what it is made of: cases and entries."""

    year: int
    own: QuotaRow
    holds: tuple[HoldRow, ...]
    entries: tuple[EntryRow, ...]
    next_before: int | None
    is_beyond_only: bool


def statement(
    actor: Actor,
    year: int,
    organisation_id: int,
    *,
    before: int | None = None,
    is_beyond_only: bool = False,
) -> Statement:
    """Return what an organisation's numbers of a year are made of, the newest entries first.

    :raises QuotaAccount.DoesNotExist: out of sight, or without account.
    """
    at = quotas.seen_by(actor).get(year__year=year, organisation_id=organisation_id)
    rows = _entries(at, before=before, is_beyond_only=is_beyond_only)
    holds = list(
        QuotaHold.objects.filter(
            ranges.under(at.org_path, field="account__org_path"), account__year=at.year_id
        ).order_by("box", "case_ref")[:PAGE]
    )
    cases = {entry.case_ref for entry in rows if entry.case_ref} | {h.case_ref for h in holds}
    people = effects.people_of(actor, FAMILY, cases)
    return Statement(
        year=year,
        own=quotas.rows_of(at)[at.pk],
        holds=tuple(
            HoldRow(
                case_id=hold.case_ref,
                person=people[hold.case_ref][0],
                organisation=people[hold.case_ref][1],
                box=Box(hold.box),
                is_beyond_plan=hold.is_beyond_plan,
            )
            for hold in holds
            if hold.case_ref in people
        ),
        entries=tuple(_entry(actor, at, entry, people) for entry in rows[:PAGE]),
        next_before=rows[PAGE - 1].pk if len(rows) > PAGE else None,
        is_beyond_only=is_beyond_only,
    )


def _entries(at: QuotaAccount, *, before: int | None, is_beyond_only: bool) -> list[QuotaEntry]:
    inside = ranges.under(at.org_path, field="source__org_path") | ranges.under(
        at.org_path, field="target__org_path"
    )
    found = (
        quotas.beyond(at) if is_beyond_only else QuotaEntry.objects.filter(inside, year=at.year_id)
    )
    if before is not None:
        found = found.filter(id__lt=before)
    found = found.select_related("source", "target").annotate(
        source_name=F("source__organisation__short_name"),
        target_name=F("target__organisation__short_name"),
        corrected=F("corrected_by__id"),
    )
    return list(found.order_by("-id")[: PAGE + 1])


def _entry(
    actor: Actor, at: QuotaAccount, entry: QuotaEntry, people: dict[int, tuple[str, str]]
) -> EntryRow:
    is_from = entry.source is not None and entry.source.org_path.startswith(at.org_path)
    is_to = entry.target is not None and entry.target.org_path.startswith(at.org_path)
    of_case = entry.case_ref is not None and entry.kind != Movement.GRANT
    movement = Movement(entry.kind)
    may = (
        movement in {Movement.GRANT, Movement.MOVE, Movement.RETURN}
        and entry.case_ref is None
        and entry.source is not None
        and entry.target is not None
        and not entry.corrected
        and all(
            actor.may(Action.SPLIT_QUOTA, path=end.org_path) for end in (entry.source, entry.target)
        )
    )
    return EntryRow(
        id=entry.pk,
        on=clock.day_of(entry.entered_at),
        kind=movement,
        places=entry.places,
        source=entry.source_name or "",
        target=entry.target_name or "",
        case_id=entry.case_ref,
        person=people.get(entry.case_ref or 0, ("", ""))[0],
        change=0 if of_case else entry.places * (is_to - is_from),
        document=entry.document,
        note=entry.note,
        by=entry.actor_name,
        is_corrected=bool(entry.corrected),
        may_correct=may,
    )


def movement(actor: Actor, movement_id: int) -> tuple[int, int, str]:
    """Return year, taker and words of a movement of which both ends are the actor's to dispose of.

    :raises QuotaEntry.DoesNotExist: out of sight, or made by a case or a plan.
    """
    ends = access.scope(actor, Action.SPLIT_QUOTA, field="source__org_path") & access.scope(
        actor, Action.SPLIT_QUOTA, field="target__org_path"
    )
    entry = (
        QuotaEntry.objects.filter(ends)
        .annotate(
            giver=F("source__organisation__short_name"),
            taker=F("target__organisation__short_name"),
            place=F("target__organisation_id"),
            of=F("year__year"),
        )
        .get(pk=movement_id)
    )
    words = f"{Movement(entry.kind).label}：{entry.giver} → {entry.taker}，{entry.places}个"
    return entry.of, entry.place, words
