"""Going through a worklist: the address says from which one a case was opened."""

from django.http import HttpRequest
from django.urls import reverse

from xianfeng.casework.queries import queues
from xianfeng.casework.queries.queues import Trail
from xianfeng.casework.vocab.reviews import Queue


def of(request: HttpRequest, case_id: int) -> Trail | None:
    """Return the case's place in the worklist that the address names; None without one."""
    wanted = request.GET.get("queue", "")
    if wanted not in set(Queue):
        return None
    return queues.trail(request.actor, Queue(wanted), case_id)


def onward(trail: Trail) -> str:
    """Return where to go when this one is done: the next one, or the list when it was the last."""
    return trail.next_url or reverse(f"casework:queue-{trail.queue}")
