"""Numbers that browsers send: row ids are read, whole personal numbers kept out of addresses."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

_WHOLE = re.compile(r"\d{14,17}[\dXx]")
_BLANKS = re.compile(r"[\s'’·•\-]+")


# No table gives greater ids, and Python reads no text of thousands of digits.
_MOST_DIGITS = 18


def whole(text: str) -> int | None:
    """Read a whole number, zero or more; None for anything else."""
    is_plain = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_plain else None


def fits(number: int) -> bool:
    """Tell whether a number of an address can be a row's id; a greater one no database takes."""
    return number < 10**_MOST_DIGITS


def without(asked: QueryDict) -> QueryDict:
    """Return what is asked without the fields that hold a whole ID number.

    Logs, the browser's history and kept filters carry an address on.
    """
    kept = asked.copy()
    for name, given in asked.lists():
        if any(_is_whole(value) for value in given):
            del kept[name]
    return kept


def _is_whole(text: str) -> bool:
    return bool(_WHOLE.fullmatch(_BLANKS.sub("", unicodedata.normalize("NFKC", text))))


def kept_out(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Send whoever puts a whole ID number into the view's address on to the address without it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **values: object) -> HttpResponseBase:
        kept = without(request.GET)
        if len(kept) == len(request.GET):
            return view(request, *args, **values)
        messages.info(request, _("完整的身份证号不能写在网址里，请在页面顶部的查找框中查找。"))
        return redirect(f"{request.path}?{kept.urlencode()}")

    return guarded


def day(text: str) -> date | None:
    """Read a date as a date field sends it; None for anything else."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
