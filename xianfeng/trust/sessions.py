"""Sessions in the database; reading one is the first query of every request."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from xianfeng.tenancy.compiled import Compiled, Given

_SESSION = Compiled(
    lambda: Session.objects.filter(session_key=Given("key"), expire_date__gt=Now()).values_list(
        "session_data"
    )
)


class SessionStore(db.SessionStore):
    """Django's own sessions, read by a query that is written once."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; an unknown or outdated one is empty and gets a new key."""
        key = self.session_key or ""
        # Keys are letters and digits; PostgreSQL fails at a NUL that a cookie can carry.
        found = _SESSION.rows(key=key) if key.isalnum() else []
        if not found:
            self._session_key = None
            return {}
        return self.decode(found[0][0])
