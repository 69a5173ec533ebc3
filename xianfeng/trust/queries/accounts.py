"""Who an account is, and what it may do today."""

from datetime import date
from typing import Any

from django.db.models import Q

from xianfeng.trust.models import Grant
from xianfeng.trust.vocab import Actor, Held, Role

NOBODY = Actor(account_id=None, name="")


def actor_of(account: Any, day: date) -> Actor:
    """Return the actor with the grants in force on that day; a stranger holds none."""
    if not account.is_authenticated or not account.is_active:
        return NOBODY
    grants = Grant.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), account_id=account.pk, starts_on__lte=day
    ).order_by("org_path", "role")
    held = tuple(Held(Role(g.role), g.org_path) for g in grants)
    return Actor(account.pk, account.display_name, held, account.person_ref)
