"""Organisations by code, name or path, for pages that know organisations only as places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from xianfeng.kernel import paths
from xianfeng.registry.models import Organisation
from xianfeng.registry.vocab import OrganisationKind
from xianfeng.tenancy import ranges
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

MOST = 20
OUT_OF_REACH = "本人管辖范围以外的党组织"


@dataclass(frozen=True)
class OrganisationName:
    """An organisation's path, code, full name and id; the short name where a list of many asked for it."""

    path: str
    code: str
    name: str
    id: int = 0
    short_name: str = ""


def in_sight(actor: Actor) -> QuerySet[Organisation]:
    """Return the organisations in the actor's reach, dissolved ones left out."""
    return access.scoped(
        Organisation.objects.filter(valid_to__isnull=True),
        actor,
        Action.VIEW_ORGANISATIONS,
        field="path",
    )


def find(actor: Actor, words: str) -> tuple[OrganisationName, ...]:
    """Return the organisations in sight with this code or name, or these words in the name."""
    seen = in_sight(actor)
    # Asked apart, so that a full name is not lost among many that contain it.
    for condition in (Q(code=words) | Q(name=words), Q(name__contains=words)):
        rows = seen.filter(condition).order_by("path")[:MOST]
        if rows:
            return tuple(OrganisationName(row.path, row.code, row.name) for row in rows)
    return ()


def named(paths: Iterable[str]) -> Mapping[str, OrganisationName]:
    """Return the organisations at these paths by path, dissolved ones included."""
    rows = Organisation.objects.filter(path__in=list(paths))
    return {
        row.path: OrganisationName(row.path, row.code, row.name, row.pk, row.short_name)
        for row in rows
    }


def branches_called(words: str) -> tuple[OrganisationName, ...]:
    """Return the county's branches with these words in the name, for handing a case over.

    Names of organisations are no secret in the county; who is in them is not told.
    """
    wanted = words.strip()
    rows = Organisation.objects.filter(
        kind=OrganisationKind.BRANCH, valid_to__isnull=True, name__contains=wanted
    )
    found = rows.order_by("path")[:MOST] if wanted else ()
    return tuple(OrganisationName(row.path, row.code, row.name, row.pk) for row in found)


def branch(organisation_id: int) -> OrganisationName | None:
    """Return a branch of the county that is not dissolved; None for anything else."""
    rows = Organisation.objects.filter(
        pk=organisation_id, kind=OrganisationKind.BRANCH, valid_to__isnull=True
    )
    for row in rows.order_by("pk"):
        return OrganisationName(row.path, row.code, row.short_name, row.pk)
    return None


def told(actor: Actor, path: str, name: str) -> str:
    """Return the name of where a person stands, or only that it lies out of the actor's reach.

    An ID number may be known anywhere in the county; where, only those may know who see there.
    """
    return name if actor.may(Action.VIEW_PEOPLE, path=path) else OUT_OF_REACH


def path_of(code: str) -> str | None:
    """Return the path of the organisation with this code, or None; for the command line."""
    return Organisation.objects.filter(code=code).values_list("path", flat=True).first()


def one(actor: Actor, organisation_id: int) -> OrganisationName:
    """Return an organisation in sight.

    :raises Organisation.DoesNotExist: it is out of sight.
    """
    row = in_sight(actor).get(pk=organisation_id)
    return OrganisationName(row.path, row.code, row.name, row.pk)


def tops_and_below(
    actor: Actor,
) -> tuple[tuple[OrganisationName, ...], tuple[OrganisationName, ...]]:
    """Return the tops of the actor's reach and what lies right below them, by short name: one query."""
    tops = {root or paths.segment(1) for root in actor.roots(Action.VIEW_ORGANISATIONS)}
    outermost = set(ranges.outermost(tops))
    rows = in_sight(actor).filter(Q(path__in=outermost) | Q(parent__path__in=outermost))
    found = [
        OrganisationName(row.path, row.code, row.short_name, row.pk)
        for row in rows.order_by("path")
    ]
    above = tuple(one for one in found if one.path in outermost)
    return above, tuple(one for one in found if one.path not in outermost)


def top_of(roots: Iterable[str]) -> str:
    """Return the highest of some places; the operator's empty path is the top of the tree."""
    tops = ranges.outermost(roots)
    return tops[0] if tops and tops[0] else paths.segment(1)


def tops(roots: Iterable[str]) -> tuple[OrganisationName, ...]:
    """Return the organisations at the outermost of some places; none for the operator's empty path."""
    found = named(ranges.outermost(roots))
    return tuple(found[path] for path in sorted(found))


def in_tree(actor: Actor) -> tuple[OrganisationName, ...]:
    """Return every organisation in sight, parents first."""
    seen = in_sight(actor)
    rows = seen.order_by("path").values_list("path", "code", "name", "id")
    return tuple(OrganisationName(*row) for row in rows)
