"""A year's places by organisation, with requests, splits and what is beyond the plan."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from xianfeng.kernel import clock
from xianfeng.recruitment.models import (
    QuotaAccount,
    QuotaEntry,
    QuotaHold,
    QuotaRequest,
    Split,
)
from xianfeng.recruitment.vocab.quotas import Movement, RequestState, SplitState
from xianfeng.tenancy import ranges
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class QuotaRow:
    """One organisation with its whole subtree: what it was granted, and where that is now."""

    id: int
    name: str
    granted: int
    reserved: int
    used: int
    has_below: bool
    passed_on: int
    own_free: int

    @property
    def free(self) -> int:
        """Places nobody has yet, here or below."""
        return self.granted - self.reserved - self.used


@dataclass(frozen=True, kw_only=True)
class RequestRow:
    """Somebody asks for places."""

    id: int
    organisation: str
    places: int
    why: str
    state: RequestState
    asked_by: str
    asked_on: date
    answer: str
    may_answer: bool


@dataclass(frozen=True, kw_only=True)
class SplitRow:
    """One split in the list."""

    id: int
    state: SplitState
    places: int
    made_on: date
    by: str


@dataclass(frozen=True, kw_only=True)
class Level:
    """One level of the quota tree."""

    year: int
    years: tuple[int, ...]
    ancestors: tuple[tuple[int, str], ...]
    own: QuotaRow
    below: tuple[QuotaRow, ...]
    requests: tuple[RequestRow, ...]
    splits: tuple[SplitRow, ...]
    beyond: int
    may_split: bool
    may_ask: bool


def years(actor: Actor) -> tuple[int, ...]:
    """Return the years whose places the actor may see, the newest first."""
    seen = seen_by(actor).values_list("year__year", flat=True).distinct()
    return tuple(seen.order_by("-year__year"))


def seen_by(actor: Actor) -> QuerySet[QuotaAccount]:
    """Return the accounts within the actor's reach."""
    return access.scoped(QuotaAccount.objects.all(), actor, Action.VIEW_PLANS)


def level(actor: Actor, year: int, *, organisation_id: int | None = None) -> Level:
    """Return one level of the tree, by default the top of the actor's reach.

    :raises QuotaAccount.DoesNotExist: out of sight, or nothing was published for it.
    """
    seen = seen_by(actor).filter(year__year=year).select_related("parent")
    if organisation_id is not None:
        at = seen.get(organisation_id=organisation_id)
    else:
        at = seen.order_by("org_path").first()
        if at is None:
            raise QuotaAccount.DoesNotExist(year)
    rows = rows_of(at)
    above = seen_by(actor).filter(year=at.year_id).order_by("org_path")
    chain = above.filter(org_path__in=_above(at.org_path)).values_list(
        "organisation_id", "organisation__short_name"
    )
    return Level(
        year=year,
        years=years(actor),
        ancestors=tuple(chain),
        own=rows[at.pk],
        below=tuple(rows[pk] for pk, parent in _parents(at) if parent == at.pk),
        requests=_requests(actor, at),
        splits=_splits(at),
        beyond=beyond(at).count(),
        may_split=actor.may(Action.SPLIT_QUOTA, path=at.org_path),
        may_ask=at.parent_id is not None and actor.may(Action.ASK_QUOTA, path=at.org_path),
    )


def _above(path: str) -> list[str]:
    return [path[:end] for end in range(4, len(path), 4)]


def _under(at: QuotaAccount) -> QuerySet[QuotaAccount]:
    return QuotaAccount.objects.filter(ranges.under(at.org_path), year=at.year_id)


def _parents(at: QuotaAccount) -> list[tuple[int, int | None]]:
    children = QuotaAccount.objects.filter(parent=at).order_by("org_path")
    return list(children.values_list("id", "parent_id"))


def rows_of(at: QuotaAccount) -> dict[int, QuotaRow]:
    """Return every account of a subtree with what lies below it added: one query."""
    accounts = list(_under(at).annotate(name=F("organisation__short_name")).order_by("-org_path"))
    reserved: dict[int | None, int] = defaultdict(int)
    used: dict[int | None, int] = defaultdict(int)
    parents = {account.parent_id for account in accounts}
    found = {}
    # From the leaves up: what lies below has been added before its parent is read.
    for account in accounts:
        reserved[account.pk] += account.reserved
        used[account.pk] += account.used
        reserved[account.parent_id] += reserved[account.pk]
        used[account.parent_id] += used[account.pk]
        found[account.pk] = QuotaRow(
            id=account.organisation_id,
            name=account.name,
            granted=account.granted,
            reserved=reserved[account.pk],
            used=used[account.pk],
            has_below=account.pk in parents,
            passed_on=account.passed_on,
            own_free=account.free,
        )
    return found


def _requests(actor: Actor, at: QuotaAccount) -> tuple[RequestRow, ...]:
    asked = (
        QuotaRequest.objects.filter(Q(account=at) | Q(account__parent=at))
        .annotate(
            place=F("account__organisation__short_name"), above=F("account__parent__org_path")
        )
        .order_by("-id")[:PAGE]
    )
    return tuple(_request(actor, one) for one in asked)


def _request(actor: Actor, one: QuotaRequest) -> RequestRow:
    is_open = one.state == RequestState.OPEN
    return RequestRow(
        id=one.pk,
        organisation=one.place,
        places=one.places,
        why=one.why,
        state=RequestState(one.state),
        asked_by=one.asked_by,
        asked_on=clock.day_of(one.asked_at),
        answer=one.answer,
        may_answer=is_open and actor.may(Action.SPLIT_QUOTA, path=one.above),
    )


def request(actor: Actor, request_id: int) -> tuple[RequestRow, int, int]:
    """Return a request in sight with its year and the organisation above that answers it.

    :raises QuotaRequest.DoesNotExist: out of sight.
    """
    seen = access.scoped(QuotaRequest.objects.all(), actor, Action.VIEW_PLANS)
    one = seen.annotate(
        place=F("account__organisation__short_name"),
        above=F("account__parent__org_path"),
        year=F("account__year__year"),
        giver=F("account__parent__organisation_id"),
    ).get(pk=request_id)
    access.require(actor, Action.SPLIT_QUOTA, path=one.above)
    return _request(actor, one), one.year, one.giver


def _splits(at: QuotaAccount) -> tuple[SplitRow, ...]:
    return tuple(
        SplitRow(
            id=split.pk,
            state=SplitState(split.state),
            places=split.places,
            made_on=split.as_of,
            by=split.actor_name,
        )
        for split in Split.objects.filter(account=at).order_by("-id")[:10]
    )


def beyond(at: QuotaAccount) -> QuerySet[QuotaEntry]:
    """Return the entries by which the county gave places beyond the plan in a subtree."""
    return QuotaEntry.objects.filter(
        ranges.under(at.org_path, field="target__org_path"),
        year=at.year_id,
        kind=Movement.GRANT,
        case_ref__isnull=False,
    )


def places_of_case(case_id: int) -> tuple[int, int, str] | None:
    """Return year, organisation and name of the account whose place a case has, if it has one."""
    row = QuotaHold.objects.filter(case_ref=case_id).values_list(
        "account__year__year", "account__organisation_id", "account__organisation__short_name"
    )
    return row.first()


def targets(actor: Actor, year: int, organisation_id: int) -> tuple[tuple[int, str], ...]:
    """Return to whom an organisation's places can go: the one above, and all that the actor disposes of.

    :raises QuotaAccount.DoesNotExist: out of sight.
    :raises NotAllowed: the actor does not dispose of its places.
    """
    at = (
        seen_by(actor)
        .select_related("parent")
        .get(year__year=year, organisation_id=organisation_id)
    )
    access.require(actor, Action.SPLIT_QUOTA, path=at.org_path)
    own = access.scope(actor, Action.SPLIT_QUOTA)
    above = Q(pk=at.parent_id) if at.parent_id else Q(pk__in=())
    found = QuotaAccount.objects.filter(own | above, year=at.year_id).exclude(pk=at.pk)
    rows = found.order_by("org_path").values_list(
        "organisation_id", "organisation__short_name", "org_path"
    )
    return tuple((pk, f"{'　' * (len(path) // 4 - 1)}{name}") for pk, name, path in rows)
