"""Limits on what visitors without an account may send, by address; counted in the shared cache.

The same counting as for lock-outs (trust/lockouts.py): atomic across workers.
Addresses are kept as digests and only as long as their limit runs.
"""

from allauth.core.internal import ratelimit
from django.http import HttpRequest

_APP = "xianfeng.public"


def allows(request: HttpRequest, *, action: str, rate: str) -> bool:
    """Count one more try of the visitor's address; tell whether it is still within the rate.

    :param rate: as allauth writes it: "5/h" is five in an hour. A counter that stays locked
        by others for a second counts as exhausted.
    """
    used = ratelimit.consume(
        request, app=_APP, action=action, config={action: f"{rate}/ip"}, limit_get=True
    )
    return used is not None
