"""The one scope function: what an actor may see and do, and where.

Lists, pages, files, exports, searches and counts all narrow their rows here;
what lies outside is not found rather than forbidden.
"""

from typing import Any

from django.db.models import Q, QuerySet

from xianfeng.kernel.errors import NotAllowed
from xianfeng.tenancy import ranges
from xianfeng.trust.vocab import POLICY, Action, Actor, Role


def scope(actor: Actor, action: Action, *, field: str = "org_path", own: str = "") -> Q:
    """Return the condition that keeps the rows within the actor's reach.

    :param field: the row's column (or join) that holds the organisation path.
    :param own: the row's column that names a person; the actor's own rows are
        then in reach too, when a role allows to see one's own file.
    """
    condition = ranges.any_of(actor.roots(action), field=field)
    if own and actor.person_id is not None and actor.may(Action.VIEW_OWN):
        condition |= Q(**{own: actor.person_id})
    return condition


def scoped(
    rows: QuerySet[Any], actor: Actor, action: Action, *, field: str = "org_path", own: str = ""
) -> QuerySet[Any]:
    """Narrow a queryset to the actor's reach; see :func:`scope`."""
    return rows.filter(scope(actor, action, field=field, own=own))


def reach(actor: Actor, action: Action) -> tuple[str, ...]:
    """Return the outermost places of the actor's reach; :func:`given_scope` asks within so many."""
    return ranges.outermost(actor.roots(action))


def given_scope(places: int, *, field: str = "org_path") -> Q:
    """Return the condition of :func:`scope` for a compiled query (ADR 21).

    The places come with each call, as :func:`ranges.ends` of :func:`reach`; none is nobody's reach.
    """
    return ranges.given(places, field=field)


def require(actor: Actor, action: Action, *, path: str | None = None) -> None:
    """Refuse unless a role of the actor allows the action (at ``path``).

    :raises NotAllowed: names the roles that may (check D-61).
    """
    if not actor.may(action, path=path):
        raise NotAllowed.because(who_may(action))


def who_may(action: Action) -> str:
    """Name the roles that may, for the refusal."""
    return "、".join(role.label for role in Role if action in POLICY[role]) or "无人"
