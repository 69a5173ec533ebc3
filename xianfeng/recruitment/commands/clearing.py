"""Taking names and words out of the findings of examined workbooks once their purpose is over.

What was found is kept so that branches can mend their files; rule, branch and year stay, as counts.
Findings about cases go with their case (commands/disposals).
"""

from datetime import datetime, timedelta

from django.db import transaction

from xianfeng.kernel import clock
from xianfeng.recruitment.models import Breach, Examination
from xianfeng.recruitment.vocab import ExaminationSource, ExaminationState
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor


def clear(*, actor: Actor, kept_days: int, at: datetime) -> int:
    """Empty the findings of workbooks examined more than so many days ago; return how many.

    One transaction an examination; run again, it goes on where it was stopped.

    :raises NotAllowed: the actor does not act for the county.
    """
    access.require(actor, Action.EXAMINE_FILES, path="")
    over = Examination.objects.filter(
        source=ExaminationSource.WORKBOOK,
        state=ExaminationState.DONE,
        cleared_on__isnull=True,
        finished_at__lt=at - timedelta(days=kept_days),
    )
    due = list(over.order_by("pk").values_list("pk", flat=True))
    return sum(_clear_one(pk, actor=actor, at=at) for pk in due)


@transaction.atomic
def _clear_one(examination_id: int, *, actor: Actor, at: datetime) -> int:
    rows = Examination.objects.select_for_update().filter(pk=examination_id, cleared_on=None)
    examination = rows.order_by("pk").first()
    if examination is None:
        # Deleted or cleared by another hand in between.
        return 0
    found = Breach.objects.filter(examination=examination)
    emptied = found.update(person_name="", message="", fact="", rows=[])
    examination.cleared_on, examination.outside = clock.day_of(at), []
    examination.save(update_fields=["cleared_on", "outside"])
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{examination.org_path}",
        event="recruitment.examination.cleared",
        subject=f"examination:{examination.pk}",
        detail={"breaches": emptied},
    )
    return emptied
