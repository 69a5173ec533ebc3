"""The page of the one search box."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from xianfeng.registry.queries.search import Found


@dataclass(frozen=True, kw_only=True)
class SearchPage:
    """What was typed and what was found; a whole ID number is never repeated."""

    template: ClassVar[str] = "registry/search.html"
    fragment: ClassVar[str] = "registry/_found.html"
    text: str
    found: Found
    is_number_in_address: bool = False

    @property
    def people(self) -> tuple[tuple[int, str, str], ...]:
        """Key, name and what tells people of one name apart."""
        age = _("{}岁")
        return tuple(
            (
                one.id,
                one.name,
                " · ".join((one.sex, age.format(one.age), one.category, one.organisation)),
            )
            for one in self.found.people
        )

    @property
    def organisations(self) -> tuple[tuple[int, str, str], ...]:
        """Key, name and kind."""
        return tuple((one.id, one.name, one.kind) for one in self.found.organisations)
