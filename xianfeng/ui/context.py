"""What every page's frame shows: product name, who is signed in, navigation."""

from typing import Any

from django.http import HttpRequest

from xianfeng.ui import navigation


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's values; navigation is asked only when the template shows it."""
    return {"navigation": lambda: navigation.items_for(request)}
