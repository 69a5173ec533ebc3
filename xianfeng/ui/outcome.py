"""What a view makes of a command's or a query's failure."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import Http404, HttpRequest

from xianfeng.kernel.errors import NotAllowed, Refused


@contextmanager
def found() -> Iterator[None]:
    """Answer 404 for what is out of the actor's sight."""
    try:
        yield
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


@contextmanager
def in_form(form: Form) -> Iterator[None]:
    """Put a refusal's reasons beside the fields of the form; a wrong role is not the form's matter."""
    try:
        yield
    except NotAllowed:
        raise
    except Refused as refused:
        for reason in refused.verdict:
            words = "；".join(w for w in (reason.message, reason.fact, reason.remedy) if w)
            form.add_error(reason.field if reason.field in form.fields else None, words)


@contextmanager
def told(request: HttpRequest) -> Iterator[None]:
    """Tell a refusal of a button without a form at the head of the next page."""
    try:
        yield
    except NotAllowed:
        raise
    except Refused as refused:
        for reason in refused.verdict:
            words = "；".join(w for w in (reason.message, reason.fact, reason.remedy) if w)
            messages.error(request, words)
