"""Parts of a page that look alike wherever their values are alike: drawn once, kept in the process.

Whoever turns the pages of a list sees new rows between the same bar and the
same foot, and drawing those took as long as the rows.
"""

import secrets
from collections.abc import Hashable
from functools import lru_cache

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# The token is masked anew for each answer, so it is no part of what is kept. Nobody can write
# into a field what stands for it: it would turn into the reader's token there.
_TOKEN = secrets.token_hex(16)
_MASKED = "xianfeng.masked_token"
_CSRF = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', _TOKEN)


def drawn(template: str, values: Hashable, *, request: HttpRequest) -> SafeString:
    """Render a template over values that hold all it shows.

    :param values: hashable, as a frozen dataclass of plain values is; the template
        knows them as ``part`` and the forms' hidden token as ``csrf``.
    """
    html = _drawn(template, values, get_language())
    return SafeString(html.replace(_TOKEN, _token(request)) if _TOKEN in html else html)


def _token(request: HttpRequest) -> str:
    """Mask the token once an answer, however many forms it holds."""
    if _MASKED not in request.META:
        request.META[_MASKED] = get_token(request)
    return str(request.META[_MASKED])


@lru_cache(maxsize=2048)
def _drawn(template: str, values: Hashable, _language: str | None) -> str:
    return render_to_string(template, {"part": values, "csrf": _CSRF})
