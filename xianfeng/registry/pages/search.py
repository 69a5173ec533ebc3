"""The page of the one search box."""

from dataclasses import dataclass
from typing import ClassVar

from xianfeng.registry.queries.search import Found


@dataclass(frozen=True, kw_only=True)
class SearchPage:
    """What was typed and what was found; a whole ID number is never repeated."""

    template: ClassVar[str] = "registry/search.html"
    fragment: ClassVar[str] = "registry/_found.html"
    text: str
    found: Found
    is_number_in_address: bool = False
