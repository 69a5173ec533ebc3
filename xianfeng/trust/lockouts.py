"""Locking out whoever guesses passwords (GB/T 22239 8.1.4.1.b).

Five wrong passwords for one name, or thirty from one address, within half an
hour lock that name or address for half an hour from the last of them. Wrong
second-factor codes are counted by allauth under the same limits. Counters
live in the shared cache; allauth's own counting is used, because it is atomic
across workers.
"""

import hashlib
from datetime import datetime

from allauth.core.internal import ratelimit
from django.core.cache import cache

from xianfeng.trust.vocab import LOCK_MINUTES, TRIES_BY_ADDRESS, TRIES_BY_NAME

_APP, _ACTION = "allauth.account", "login_failed"


def counter_key(username: str) -> str:
    """Name the counter of one user name, whatever its spelling."""
    return f"name:{username.strip().lower()}"


def minutes_left(*, username: str, address: str, at: datetime) -> int:
    """Return how many minutes the name or the address stays locked; 0 if it is not."""
    keys = (_lock(counter_key(username)), _lock(f"address:{address}"))
    until = max(cache.get_many(keys).values(), default=0.0)
    seconds = until - at.timestamp()
    return max(0, -(-int(seconds) // 60)) if seconds > 0 else 0


def lock_if_exhausted(request: object, *, username: str, address: str, at: datetime) -> bool:
    """Lock the name or the address when its last try is used up; tell whether one was locked."""
    locked = False
    for rate, name in (
        (TRIES_BY_NAME, counter_key(username)),
        (TRIES_BY_ADDRESS, f"address:{address}"),
    ):
        left = ratelimit.consume(
            request,
            app=_APP,
            action=_ACTION,
            config={_ACTION: rate},
            key=counter_key(username),
            dry_run=True,
        )
        if left is None:
            cache.set(_lock(name), at.timestamp() + LOCK_MINUTES * 60, LOCK_MINUTES * 60)
            locked = True
    return locked


def locked_names(usernames: list[str], *, at: datetime) -> frozenset[str]:
    """Return those of the user names that are locked now."""
    by_key = {_lock(counter_key(name)): name for name in usernames}
    found = cache.get_many(by_key)
    return frozenset(by_key[key] for key, until in found.items() if until > at.timestamp())


def release(*, username: str, account_id: int) -> None:
    """Forget the failures of one account: passwords and second-factor codes."""
    cache.delete(_lock(counter_key(username)))
    for key in (counter_key(username), f"mfa-auth-user-{account_id}"):
        ratelimit.clear(None, app=_APP, action=_ACTION, config={_ACTION: TRIES_BY_NAME}, key=key)


def _lock(name: str) -> str:
    return "locked:" + hashlib.sha256(name.encode()).hexdigest()
