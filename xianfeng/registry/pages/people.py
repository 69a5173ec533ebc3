"""Pages about people."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.forms import BoundField, Form
from django.utils.translation import gettext as _

from xianfeng.registry.queries.filters import SavedRow
from xianfeng.registry.queries.people import PeopleList
from xianfeng.registry.queries.person import PersonFile


@dataclass(frozen=True, kw_only=True)
class FilterBar:
    """All that the bar above the list shows; equal bars are drawn once (:mod:`ui.kept`).

    ``hidden`` are the conditions that the bar does not show, so that filtering keeps them.
    """

    words: str
    is_filtered: bool
    query: str
    text: str
    hidden: tuple[tuple[str, str], ...]
    categories: tuple[tuple[str, str, bool], ...]
    choices: tuple[tuple[int, str], ...]
    organisation_id: int | None
    saved: tuple[SavedRow, ...]


@dataclass(frozen=True, kw_only=True)
class ListFoot:
    """All that the foot below the list shows."""

    first_url: str
    last_url: str
    sizes: tuple[tuple[int, str, bool], ...]


@dataclass(frozen=True, kw_only=True)
class PeoplePage:
    """The list with its filter. Addresses are relative: they begin with a question mark."""

    template: ClassVar[str] = "registry/people.html"
    people: PeopleList
    total: str
    words: str
    query: str
    is_filtered: bool
    bar: FilterBar
    foot: ListFoot
    previous_url: str
    next_url: str
    save_form: Form | None
    export_form: Form | None

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """The people as cells of text."""
        floating = _("{} · 流动")
        return [
            (
                p.id,
                p.name,
                p.sex,
                str(p.age),
                p.ethnicity,
                p.education,
                p.occupation,
                floating.format(p.category) if p.is_floating else p.category,
                p.organisation,
                p.joined_on.isoformat() if p.joined_on else "",
            )
            for p in self.people.rows
        ]


@dataclass(frozen=True, kw_only=True)
class PeopleFilterPage:
    """Every condition of the list, on a page of its own so that the list stays light."""

    template: ClassVar[str] = "registry/people_filter.html"
    fields: tuple[BoundField, ...]
    organisation_id: int | None


@dataclass(frozen=True, kw_only=True)
class PersonPage:
    """One person's file; ``shown`` is a whole number, once, for who gave a reason."""

    template: ClassVar[str] = "registry/person.html"
    person: PersonFile
    sees_people: bool
    unmask_forms: tuple[tuple[str, Form], ...]
    shown_label: str = ""
    shown: str = ""
