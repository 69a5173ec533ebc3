"""What plans and programmes add to the week's digest, by the organisation that answers."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from xianfeng.casework.queries.digests import Matter
from xianfeng.recruitment.models import Task
from xianfeng.recruitment.queries import subjects
from xianfeng.recruitment.vocab import Programme, Progress
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


def matters(actor: Actor, today: date, until: date) -> Iterator[Matter]:
    """Yield the tasks due by ``until``, one a line, then the late subjects by who answers for them.

    One query, and five more for whoever works on programmes.
    """
    yield from _tasks(actor, today, until)
    if actor.may(Action.REPORT_EFFORTS):
        yield from _subjects(actor, today)


def _tasks(actor: Actor, today: date, until: date) -> Iterator[Matter]:
    rows = access.scoped(Task.objects.all(), actor, Action.VIEW_PLANS)
    due = rows.filter(finished_on__isnull=True, due_on__lte=until).order_by("due_on", "id")
    for key, path, title, day in due.values_list("id", "org_path", "title", "due_on"):
        url = reverse("recruitment:task", args=[key])
        label = _("计划任务：%(title)s") % {"title": title}
        yield Matter(path, label, 1, int(day < today), day, url, url)


def _subjects(actor: Actor, today: date) -> Iterator[Matter]:
    late: dict[tuple[Programme, str, int], list[date]] = defaultdict(list)
    for programme, rows in subjects.all_standings(actor, tuple(Programme), today=today).items():
        for row in rows:
            if row.progress is Progress.LATE and row.answer.due_on:
                answer = row.answer
                late[programme, answer.path, answer.responsible_id].append(row.answer.due_on)
    for (programme, path, responsible), days in late.items():
        query = urlencode({"progress": Progress.LATE, "responsible": responsible})
        url = f"{reverse('recruitment:programme', args=[programme.value])}?{query}"
        yield Matter(path, programme.label, len(days), len(days), min(days), url, url)
