"""What every page's frame shows: county, demo ribbon, who is signed in, navigation."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from xianfeng.ui import kept, navigation


class Frame:
    """The frame's values, each worked out only when a template shows it."""

    def __init__(self, request: HttpRequest) -> None:
        """Keep the request; its actor is read at most once."""
        self._request = request

    @property
    def county(self) -> str:
        """The county's name."""
        return str(settings.COUNTY_NAME)

    @cached_property
    def is_demo(self) -> bool:
        """Whether the data are made up: the demo leaves a note in the data folder."""
        return bool((settings.DATA_DIR / "demo.json").exists())

    @property
    def query(self) -> str:
        """The words in the search box."""
        return self._request.GET.get("q", "") if self._request.method == "GET" else ""

    @cached_property
    def _actor(self) -> Any:
        return getattr(self._request, "actor", None)

    @cached_property
    def is_signed_in(self) -> bool:
        """Whether somebody is signed in."""
        return getattr(self._actor, "account_id", None) is not None

    @property
    def name(self) -> str:
        """The name of who is signed in."""
        return str(self._actor.name)

    @cached_property
    def roles(self) -> str:
        """The roles in force today, in words."""
        return "、".join(sorted({held.role.label for held in self._actor.held}))

    @cached_property
    def navigation(self) -> tuple[navigation.Item, ...]:
        """The entries that the actor may use."""
        return navigation.items_for(self._request)

    def part(self, name: str) -> SafeString:
        """Return masthead or sidebar, drawn anew only when something in it differs."""
        return kept.drawn(f"ui/_{name}.html", self._shown, request=self._request)

    @cached_property
    def _shown(self) -> "Shown":
        return Shown(
            county=self.county,
            is_demo=self.is_demo,
            is_signed_in=self.is_signed_in,
            name=self.name if self.is_signed_in else "",
            roles=self.roles if self.is_signed_in else "",
            navigation=self.navigation if self.is_signed_in else (),
            query=self.query,
        )


@dataclass(frozen=True, kw_only=True)
class Shown:
    """All that masthead and sidebar show: equal values are drawn alike."""

    county: str
    is_demo: bool
    is_signed_in: bool
    name: str
    roles: str
    navigation: tuple[navigation.Item, ...]
    query: str


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame; no query beyond the actor's own."""
    return {"frame": Frame(request)}
