"""Ends a session that nobody used for half an hour (GB/T 22239 8.1.4.1.b).

The session keeps when it was last used, to the nearest few minutes: a write
with every page would queue all readers on SQLite's one write lock.
"""

from datetime import datetime

from django.http import HttpRequest

IDLE_MINUTES = 30
# A session may thus live up to this much less than the full idle time.
NOTED_EVERY_SECONDS = 180
_KEY = "seen_at"


def start(request: HttpRequest, *, at: datetime) -> None:
    """Begin the idle time of a new session."""
    request.session[_KEY] = int(at.timestamp())


def is_over(request: HttpRequest, *, at: datetime) -> bool:
    """Tell whether the session idled too long; otherwise note that it was used."""
    seen = request.session.get(_KEY)
    if seen is None:
        return False
    idle = int(at.timestamp()) - seen
    if idle > IDLE_MINUTES * 60:
        return True
    if idle > NOTED_EVERY_SECONDS:
        request.session[_KEY] = int(at.timestamp())
    return False
