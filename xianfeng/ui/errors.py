"""Error pages in the house style.

They are rendered without the request: no session, no actor and hence no
database is needed to say that something is wrong.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from xianfeng.kernel.verdict import Verdict


def refusal(request: HttpRequest, verdict: Verdict, *, status: int) -> HttpResponse:
    """List every reason of a refusal: a page, or for htmx the list alone."""
    wants_fragment = bool(getattr(request, "htmx", False)) and not request.htmx.boosted
    template = "ui/_refusal.html" if wants_fragment else "ui/refusal.html"
    # A plain link: the browser's own way back would offer to send the refused form again.
    back_url = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back_url, allowed_hosts={request.get_host()}):
        back_url = ""
    return render(request, template, {"verdict": verdict, "back_url": back_url}, status=status)


def _plain(name: str, *, status: int) -> HttpResponse:
    return HttpResponse(render_to_string(f"ui/{name}.html"), status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form is too old to be trusted."""
    return _plain("csrf_failure", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the browser sent what cannot be read."""
    return _plain("400", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that this is for other roles."""
    return _plain("403", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that nothing is here, or nothing that this account may see."""
    return _plain("404", status=404)


def not_offered(allowed: str) -> HttpResponse:
    """Say that this address only takes a form that was pressed, not a visit.

    :param allowed: the methods that it takes, for the ``Allow`` header.
    """
    response = _plain("405", status=405)
    response["Allow"] = allowed
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours and nothing was saved."""
    return _plain("500", status=500)
