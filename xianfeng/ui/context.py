"""What every page's frame shows: county, demo ribbon, who is signed in, navigation."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import cached_property

from xianfeng.ui import navigation


class Frame:
    """The frame's values, each worked out only when a template shows it."""

    def __init__(self, request: HttpRequest) -> None:
        """Keep the request; its actor is read at most once."""
        self._request = request

    @property
    def county(self) -> str:
        """The county's name."""
        return str(settings.COUNTY_NAME)

    @property
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
    def navigation(self) -> list[dict[str, Any]]:
        """The entries that the actor may use."""
        return navigation.items_for(self._request)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame; no query beyond the actor's own."""
    return {"frame": Frame(request)}
