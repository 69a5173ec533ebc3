"""Decisions and canonical forms of trust, as pure functions."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Verdict
from xianfeng.trust.vocab import ADMINISTRATORS, Role

_BETWEEN = "\x1f"
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


def may_hold_together(roles: frozenset[Role]) -> bool:
    """Tell whether one person may hold all these roles (check X-04, 三员分设)."""
    return not roles & ADMINISTRATORS or len(roles) == 1


def roles_separate(held: frozenset[Role], wanted: Role) -> Verdict:
    """Test whether the role may be added to those held in the same days (check X-04)."""
    if may_hold_together(held | {wanted}):
        return Verdict()
    words = "、".join(role.label for role in sorted(held))
    return Verdict(
        (
            reason(
                "X-04",
                fact=f"现任：{words}；拟任：{wanted.label}",
                remedy="先终止原有授权，或另设账号由他人担任",
            ),
        )
    )


def is_username(text: str) -> bool:
    """Tell whether the text can be a user name (check X-10)."""
    return bool(_USERNAME.fullmatch(text))


def canonical(detail: Mapping[str, Any]) -> str:
    """Write the detail as the one JSON text that the digest covers."""
    return json.dumps(
        detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, set | frozenset | tuple):
        return sorted(value)
    raise TypeError(f"the ledger cannot keep {type(value).__name__}")


def part(text: str, *, longest: int) -> str:
    """Fit a text that people write into its column, without the sign that parts an entry's body.

    With that sign inside, words could move from one column to the next under the same digest.
    """
    return text.replace(_BETWEEN, " ")[:longest]


def entry_body(
    *,
    chain: str,
    number: int,
    at: datetime,
    account_ref: int | None,
    actor_name: str,
    event: str,
    subject: str,
    detail: str,
    reason: str,
) -> bytes:
    """Return the bytes of an entry that its digest covers."""
    stamp = at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = (
        chain,
        str(number),
        stamp,
        str(account_ref),
        actor_name,
        event,
        subject,
        detail,
        reason,
    )
    return _BETWEEN.join(parts).encode()
