"""Ends a session that nobody used for half an hour, and any after eight hours (GB/T 22239 8.1.4.1.b).

The session keeps when it was last used, to the nearest few minutes: a write
with every page would queue all readers on SQLite's one write lock.
"""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

IDLE_MINUTES = 30
# A session may thus live up to this much less than the full idle time.
NOTED_EVERY_SECONDS = 180
_KEY, _BEGAN = "seen_at", "began_at"


def start(request: HttpRequest, *, at: datetime) -> None:
    """Begin the idle time of a new session."""
    request.session[_KEY] = request.session[_BEGAN] = int(at.timestamp())


def is_over(request: HttpRequest, *, at: datetime) -> bool:
    """Tell whether the session idled too long or is too old; otherwise note that it was used.

    Each note puts the end of Django's own session off by its whole age: who never idles would
    never be asked again.
    """
    seen = request.session.get(_KEY)
    if seen is None:
        return False
    now = int(at.timestamp())
    idle, age = now - seen, now - request.session.get(_BEGAN, seen)
    if idle > IDLE_MINUTES * 60 or age > settings.SESSION_COOKIE_AGE:
        return True
    if idle > NOTED_EVERY_SECONDS:
        request.session[_KEY] = int(at.timestamp())
    return False
