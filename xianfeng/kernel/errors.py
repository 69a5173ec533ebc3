"""Anticipated failure: a refusal that carries its verdict.

Out of sight is ``DoesNotExist`` and hence 404; everything else is a bug.
"""

from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Verdict


class Refused(Exception):
    """The rules forbid it; nothing was changed."""

    def __init__(self, verdict: Verdict) -> None:
        """Keep the verdict for the page; say its messages in a traceback."""
        super().__init__("；".join(r.message for r in verdict))
        self.verdict = verdict


class NotAllowed(Refused):
    """The actor's roles do not reach this action here."""

    @classmethod
    def because(cls, role: str) -> "NotAllowed":
        """Build the refusal from who should act instead (check D-61)."""
        return cls(Verdict((reason("D-61", 责任主体=role, remedy=f"请{role}登录办理"),)))


class Conflict(Refused):
    """Somebody else was faster; the actor sees the new state and tries again (check D-62)."""
