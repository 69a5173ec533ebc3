"""What a view answers when a query or a command finds nothing in the actor's sight."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404


@contextmanager
def found() -> Iterator[None]:
    """Answer 404 for what is out of the actor's sight."""
    try:
        yield
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
