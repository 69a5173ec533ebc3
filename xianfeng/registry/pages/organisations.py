"""Pages about organisations."""

from dataclasses import dataclass
from typing import ClassVar

from django.forms import Form

from xianfeng.registry.queries.organisations import OrganisationFile, Tree


@dataclass(frozen=True, kw_only=True)
class TreePage:
    """One level of the tree with its counts."""

    template: ClassVar[str] = "registry/tree.html"
    tree: Tree
    sees_people: bool


@dataclass(frozen=True, kw_only=True)
class OrganisationPage:
    """One organisation."""

    template: ClassVar[str] = "registry/organisation.html"
    organisation: OrganisationFile
    term_form: Form | None
    sees_people: bool
