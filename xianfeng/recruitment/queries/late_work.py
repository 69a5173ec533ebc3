"""What of plans and programmes is past its day, for who answers: a number each, no list."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from xianfeng.casework.queries.reminders import Line, Reminder
from xianfeng.recruitment.models import Effort, Task
from xianfeng.recruitment.queries import subjects
from xianfeng.recruitment.rules import programmes as rules
from xianfeng.recruitment.rules.programmes import Answer, Presence
from xianfeng.recruitment.vocab import Programme, Progress
from xianfeng.registry.queries import coverage
from xianfeng.registry.queries.coverage import Holding
from xianfeng.trust.vocab import Action, Actor


def late_tasks(actor: Actor, *, today: date) -> int:
    """Count the open tasks past their day for which the actor's own organisation answers: one query."""
    own = actor.roots(Action.REPORT_TASK)
    if not own:
        return 0
    rows = Task.objects.filter(org_path__in=own, finished_on__isnull=True, due_on__lt=today)
    return rows.count()


def late_subjects(actor: Actor, *, today: date) -> Mapping[Programme, int]:
    """Count by programme the subjects past their day for which the actor's own organisation answers.

    At most two queries. A subject that has been met since, or of which nothing is asked, is not late.
    """
    own = actor.roots(Action.REPORT_EFFORTS)
    rows = list(
        Effort.objects.filter(responsible__path__in=own, due_on__lt=today).values_list(
            "programme", "unit__organisation_id", "branch_id", "due_on", "is_exempt", "exempt_until"
        )
        if own
        else ()
    )
    held = (
        coverage.holdings(
            actor,
            today=today,
            young_age=subjects.YOUNG_AGE,
            horizon_years=subjects.HORIZON_YEARS,
            lasting_age=subjects.LASTING_AGE,
        )
        if rows
        else {}
    )
    found: Counter[Programme] = Counter()
    for key, unit_place, branch, due_on, is_exempt, until in rows:
        programme, holding = Programme(key), held.get(unit_place or branch or 0, Holding())
        presence = Presence(members=holding.members, young=holding.young, lasting=holding.lasting)
        answer = Answer(responsible="own", due_on=due_on, is_exempt=is_exempt, exempt_until=until)
        found[programme] += (
            rules.progress(programme, presence, answer, today=today) is Progress.LATE
        )
    return {programme: found[programme] for programme in Programme if found[programme]}


def reminder(actor: Actor, today: date) -> Reminder:
    """Word both for the first page: one line for the tasks, one for each programme."""
    lines = []
    if late := late_tasks(actor, today=today):
        label = _("%(n)d 项计划任务已过期限") % {"n": late}
        lines.append(Line(label=label, url=reverse("recruitment:tasks"), is_late=True))
    for programme, number in late_subjects(actor, today=today).items():
        url = f"{reverse('recruitment:programme', args=[programme.value])}?progress={Progress.LATE}"
        label = _("%(programme)s：%(n)d 处已过期限") % {"programme": programme.label, "n": number}
        lines.append(Line(label=label, url=url, is_late=True))
    return Reminder(title=_("计划任务和专项工作"), lines=tuple(lines))
