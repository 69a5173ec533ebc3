"""What one field of a signed record says over many cases: how many by place and year, and the rows behind a count."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce, ExtractYear, Substr

from xianfeng.casework.models import Case, Entry
from xianfeng.casework.queries import cases
from xianfeng.casework.vocab import CaseState, EntryKind
from xianfeng.kernel import paths
from xianfeng.procedure import board
from xianfeng.registry.vocab import MEMBERS, Category
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

COMMITTEE_WIDTH = 2 * paths.WIDTH
# What came to nothing is no longer on the way, and made nobody a member.
_NOWHERE = (CaseState.ENDED, CaseState.CANCELLED)


class Field(NamedTuple):
    """A field, of one choice, of a kind of record of a family's procedures."""

    family: str
    kind: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Whose:
    """The people whose cases are asked, and what these say; ``None`` filters nothing.

    ``joined`` is the first and the last year in which members joined; an empty word in ``values``
    stands for a case that says nothing.
    """

    categories: Collection[Category]
    organisation_id: int | None = None
    joined: tuple[int, int] | None = None
    people: Collection[int] | None = None
    values: Collection[str] | None = None


class Part(NamedTuple):
    """So many cases of a committee (by path) say this, of people of a category who joined in a year.

    ``value`` is empty where nothing is said.
    """

    place: str
    category: Category
    year: int | None
    value: str
    number: int


class Stated(NamedTuple):
    """One case with what its record says."""

    case_id: int
    person: str
    category: Category
    organisation: str
    joined_on: date | None
    value: str


def parts(actor: Actor, field: Field, whose: Whose) -> tuple[Part, ...]:
    """Count the cases in sight by committee, category, year of joining and what they say: one query.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    rows = _selected(actor, field, whose).annotate(
        place=Substr("org_path", 1, COMMITTEE_WIDTH), year=ExtractYear("person__joined_on")
    )
    by = ("place", "person__category", "year", "says")
    counted = rows.values_list(*by).annotate(number=Count("id")).order_by(*by)
    return tuple(
        Part(place, Category(category), year, says, number)
        for place, category, year, says, number in counted
    )


def by_person(actor: Actor, field: Field, whose: Whose) -> Mapping[int, str]:
    """Return what is said of each person, by id; of whom nothing is said is left out.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    rows = _selected(actor, field, whose).exclude(says="")
    return dict(rows.values_list("person_id", "says"))


def number(actor: Actor, field: Field, whose: Whose) -> int:
    """Count the cases.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    return _selected(actor, field, whose).count()


def rows(actor: Actor, field: Field, whose: Whose, *, start: int, size: int) -> tuple[Stated, ...]:
    """Return the cases from a position on, in the order of the tree, then of the names.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    found = _selected(actor, field, whose).order_by("org_path", "person__sort_key", "id")
    columns = ("id", "person__name", "person__category", "organisation__short_name",
               "person__joined_on", "says")  # fmt: skip
    return tuple(
        Stated(case_id, name, Category(category), place, joined_on, says)
        for case_id, name, category, place, joined_on, says in found.values_list(*columns)[
            start : start + size
        ]
    )


def _selected(actor: Actor, field: Field, whose: Whose) -> QuerySet[Case]:
    found = (
        access.scoped(Case.objects.kept(), actor, Action.VIEW_CASES)
        .filter(cases.place(actor, whose.organisation_id), family=field.family)
        .filter(person__category__in=list(whose.categories))
        .exclude(state__in=_NOWHERE)
        .annotate(says=_said(field))
    )
    if whose.joined:
        first, last = whose.joined
        of_years = Q(
            person__joined_on__gte=date(first, 1, 1), person__joined_on__lte=date(last, 12, 31)
        )
        found = found.filter(of_years | ~Q(person__category__in=MEMBERS))
    if whose.people is not None:
        found = found.filter(person_id__in=list(whose.people))
    if whose.values is not None:
        found = found.filter(says__in=list(whose.values))
    return found


def _said(field: Field) -> Coalesce:
    makers = (edition.maker_of(field.kind) for edition in board.family(field.family).shelf.editions)
    # Named steps let the database go straight to one entry of each case.
    entries = Entry.objects.filter(
        case=OuterRef("pk"),
        kind=EntryKind.SIGNED,
        is_active=True,
        step__in={step.key for step in makers if step},
        records__has_key=field.kind,
    ).order_by("-round", "-id")
    said = KeyTextTransform(field.name, KeyTransform(field.kind, "records"))
    return Coalesce(
        Subquery(entries.annotate(said=said).values("said")[:1]), Value("", TextField())
    )
