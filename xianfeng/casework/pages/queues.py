"""What the worklists of decisions and the lists of filings show."""

from dataclasses import dataclass
from typing import ClassVar

from django.forms import Form

from xianfeng.casework.queries.filings import FiledList
from xianfeng.casework.queries.queues import QueueList
from xianfeng.casework.vocab.reviews import Queue


@dataclass(frozen=True, kw_only=True)
class QueueLink:
    """One worklist with how many wait in it."""

    title: str
    url: str
    number: int


@dataclass(frozen=True, kw_only=True)
class QueuesPage:
    """The worklists of the actor."""

    template: ClassVar[str] = "casework/queues.html"
    queues: tuple[QueueLink, ...]


@dataclass(frozen=True, kw_only=True)
class QueuePage:
    """One worklist; addresses are relative."""

    template: ClassVar[str] = "casework/queue.html"
    queue: Queue
    found: QueueList
    previous_url: str
    next_url: str


@dataclass(frozen=True, kw_only=True)
class FiledPage:
    """What was put on record in a year; addresses are relative."""

    template: ClassVar[str] = "casework/filed.html"
    found: FiledList
    year: int
    form: Form
    export_form: Form | None
    query: str
    previous_url: str
    next_url: str
