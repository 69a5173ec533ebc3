"""Granting and revoking roles. The security administrator does this, never for themselves."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.kernel.words import visible
from xianfeng.trust import access, rules
from xianfeng.trust.commands import ledger
from xianfeng.trust.models import Account, Grant
from xianfeng.trust.vocab import Action, Actor, Role


@transaction.atomic
def grant(
    *,
    actor: Actor,
    account_id: int,
    role: Role,
    path: str,
    at: datetime,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> int:
    """Give a role at an organisation, from today unless said otherwise; return the grant's id.

    :param path: the organisation; the three administrators (三员) always
        serve the whole county, so theirs is taken as the root.
    :param ends_on: the first day on which it no longer holds.
    :raises Account.DoesNotExist: there is no such account.
    :raises Refused: the roles may not meet in one hand in the same days (X-04),
        it is one's own account (X-12), given already (X-13), or closed (X-14).
    """
    place = "" if role.is_administrator else path
    access.require(actor, Action.MANAGE_GRANTS, path=place)
    account = Account.objects.select_for_update().get(pk=account_id)
    first = starts_on or clock.day_of(at)
    verdict = _may_receive(actor, account, role, place, first=first, end=ends_on)
    if not verdict:
        raise Refused(verdict)
    given = Grant.objects.create(
        account=account,
        role=role.value,
        org_path=place,
        starts_on=first,
        ends_on=ends_on,
        granted_by_id=actor.account_id,
    )
    _enter(actor, given, "trust.grant.given", at=at)
    return given.pk


def _may_receive(
    actor: Actor, account: Account, role: Role, path: str, *, first: date, end: date | None
) -> Verdict:
    found: list[Reason] = []
    if account.pk == actor.account_id:
        found.append(reason("X-12", fact=account.display_name))
    if not account.is_active:
        found.append(reason("X-14", fact=account.display_name))
    if end is not None and end <= first:
        found.append(reason("D-64", 项目="晚于起始日期的终止日期", field="ends_on"))
    same_days = Grant.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=first), account=account
    )
    if end is not None:
        same_days = same_days.filter(starts_on__lt=end)
    held = list(same_days.values_list("role", "org_path"))
    if (role.value, path) in held:
        found.append(reason("X-13", 角色=role.label))
    separate = rules.roles_separate(frozenset(Role(name) for name, _ in held), role)
    return Verdict.of(found) + separate


@transaction.atomic
def revoke(*, actor: Actor, grant_id: int, why: str, at: datetime) -> None:
    """End a grant today; it works with the next request.

    :raises Grant.DoesNotExist: there is no such grant in the actor's reach.
    :raises Refused: it is one's own (X-12), ended already (X-15), or no reason is given (X-19).
    """
    access.require(actor, Action.MANAGE_GRANTS)
    seen = access.scoped(Grant.objects.all(), actor, Action.MANAGE_GRANTS).get(pk=grant_id)
    # The account is the lock that granting takes too.
    account = Account.objects.select_for_update().get(pk=seen.account_id)
    held = Grant.objects.select_for_update().get(pk=grant_id)
    today = clock.day_of(at)
    found: list[Reason] = []
    if account.pk == actor.account_id:
        found.append(reason("X-12", fact=account.display_name))
    if held.ends_on is not None and held.ends_on <= today:
        found.append(reason("X-15", 日期=held.ends_on.isoformat()))
    if not visible(why):
        found.append(reason("X-19", 事项="终止授权", field="why"))
    if found:
        raise Refused(Verdict.of(found))
    held.ends_on = max(today, held.starts_on)
    held.save(update_fields=["ends_on"])
    _enter(actor, held, "trust.grant.revoked", at=at, why=why)


def _enter(actor: Actor, held: Grant, event: str, *, at: datetime, why: str = "") -> None:
    ledger.record(
        actor=actor,
        at=at,
        chain=f"account:{held.account_id}",
        event=event,
        subject=f"account:{held.account_id}",
        detail={
            "grant": held.pk,
            "role": held.role,
            "path": held.org_path,
            "from": held.starts_on,
            "to": held.ends_on,
        },
        reason=why.strip()[:400],
    )
