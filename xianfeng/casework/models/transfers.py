"""The handing over of a case: sent by one branch, accepted by another."""

from django.db import models
from django.db.models import Q

from xianfeng.casework.vocab import TransferState
from xianfeng.kernel import paths


class Transfer(models.Model):
    """One handing over of a case, with its papers and the days between (细则第12条, D-14, D-48).

    ``left_on`` is the last day of cultivation in the old branch, ``resumed_on``
    the first in the new one. ``papers`` are those on file when it was sent,
    ``missing`` those that did not arrive. ``case_version`` is what was sent: a
    case that changed on the way is sent anew.
    """

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="transfers")
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.label) for s in TransferState],
        default=TransferState.SENT,
    )
    from_organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    from_path = models.CharField(max_length=paths.LENGTH)
    to_organisation = models.ForeignKey(
        "registry.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    to_path = models.CharField(max_length=paths.LENGTH, blank=True, default="")
    # Where it went outside the county, which no row of this database can name.
    to_name = models.CharField(max_length=100, blank=True, default="")
    case_version = models.PositiveIntegerField()
    papers = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    why = models.CharField(max_length=400)
    left_on = models.DateField()
    resumed_on = models.DateField(null=True, blank=True)
    break_days = models.PositiveIntegerField(default=0)
    sent_ref = models.BigIntegerField(null=True)
    sent_by = models.CharField(max_length=60)
    sent_at = models.DateTimeField()
    answer = models.CharField(max_length=400, blank=True, default="")
    answered_by = models.CharField(max_length=60, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "casework_transfer"
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="sent"), name="transfer_one_on_the_way"
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", resumed_on__isnull=False)
                | (~Q(state="accepted") & Q(resumed_on__isnull=True)),
                name="transfer_accepted_has_day",
            ),
            models.CheckConstraint(
                condition=Q(state="gone", to_organisation__isnull=True)
                | (~Q(state="gone") & Q(to_organisation__isnull=False)),
                name="transfer_goes_somewhere",
            ),
        ]
        indexes = [
            models.Index(fields=["from_path", "-id"], name="transfer_from"),
            models.Index(fields=["to_path", "-id"], name="transfer_to"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.from_path} → {self.to_path or self.to_name}"
