"""What a view makes of a command's or a query's failure."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import Http404, HttpRequest

from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.kernel.verdict import Reason, Verdict


@contextmanager
def found() -> Iterator[None]:
    """Answer 404 for what is out of the actor's sight."""
    try:
        yield
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


class Attempt:
    """What came of a command run under it: done, or the refusal that the page will explain.

    A wrong role passes on to the middleware: no page of its own can help whoever may not act here.
    """

    refused: Refused | None = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        """Keep a refusal; let everything else pass."""
        if not isinstance(error, Refused) or isinstance(error, NotAllowed):
            return False
        self.refused = error
        return True

    @property
    def verdict(self) -> Verdict:
        """The reasons; none where nothing was refused."""
        return self.refused.verdict if self.refused else Verdict()

    @property
    def status(self) -> int:
        """The status of the page that shows them."""
        return status_of(self.refused)


def status_of(refused: Refused | None) -> int:
    """Return how a page answers: 409 where somebody else was faster, 422 refused, or 200."""
    if refused is None:
        return 200
    return 409 if isinstance(refused, Conflict) else 422


@contextmanager
def in_form(form: Form) -> Iterator[None]:
    """Put a refusal's reasons beside the fields of the form; a wrong role is not the form's matter."""
    with Attempt() as attempt:
        yield
    for reason in attempt.verdict:
        form.add_error(reason.field if reason.field in form.fields else None, _words(reason))


@contextmanager
def told(request: HttpRequest) -> Iterator[None]:
    """Tell a refusal of a button without a form at the head of the next page."""
    with Attempt() as attempt:
        yield
    for reason in attempt.verdict:
        messages.error(request, _words(reason))


def _words(reason: Reason) -> str:
    return "；".join(w for w in (reason.message, reason.fact, reason.remedy) if w)
