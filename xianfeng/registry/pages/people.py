"""Pages about people."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.forms import BoundField, Form
from django.utils.translation import gettext as _

from xianfeng.registry.queries.filters import SavedRow
from xianfeng.registry.queries.organisations import Choice
from xianfeng.registry.queries.people import PeopleList
from xianfeng.registry.queries.person import PersonFile


@dataclass(frozen=True, kw_only=True)
class PeoplePage:
    """The list with its filter. Addresses are relative: they begin with a question mark.

    ``hidden`` are the conditions that the bar does not show, so that filtering keeps them.
    """

    template: ClassVar[str] = "registry/people.html"
    people: PeopleList
    words: str
    total: str
    is_filtered: bool
    query: str
    text: str
    hidden: tuple[tuple[str, str], ...]
    categories: tuple[tuple[str, str, bool], ...]
    organisations: tuple[Choice, ...]
    organisation_id: int | None
    sizes: tuple[tuple[int, str, bool], ...]
    first_url: str
    previous_url: str
    next_url: str
    last_url: str
    saved: tuple[SavedRow, ...]
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

    @property
    def choices(self) -> list[tuple[int, str]]:
        """The organisations to filter by."""
        return [(choice.id, choice.name) for choice in self.organisations]


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
    unmask_forms: tuple[tuple[str, Form], ...]
    shown_label: str = ""
    shown: str = ""
