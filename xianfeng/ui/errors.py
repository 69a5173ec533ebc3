"""Error pages in the house style."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xianfeng.kernel.verdict import Verdict


def refusal(request: HttpRequest, verdict: Verdict, *, status: int) -> HttpResponse:
    """List every reason of a refusal."""
    return render(request, "ui/refusal.html", {"verdict": verdict}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form is too old to be trusted."""
    return render(request, "ui/csrf_failure.html", status=403)
