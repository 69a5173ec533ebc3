"""What other departments are asked before a pre-review, and what they answer."""

from django.db import models
from django.db.models import F, Q

from xianfeng.recruitment.vocab.consultations import Reply

UNIT = 40


class Consultation(models.Model):
    """One unit asked about one case (联合审查).

    It has no place of its own: who may see it follows from where the case lies. The words
    of an answer are kept encrypted, for whoever decides on the case.
    """

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=UNIT)
    asked_on = models.DateField()
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    reply = models.CharField(
        max_length=10, blank=True, default="", choices=[(o.value, o.label) for o in Reply]
    )
    words = models.BinaryField(default=b"")
    answered_on = models.DateField(null=True, blank=True)
    entered_by = models.CharField(max_length=60, blank=True, default="")
    entered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "recruitment_consultation"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "unit"],
                condition=Q(withdrawn_at__isnull=True),
                name="consultation_unit_once",
            ),
            models.CheckConstraint(
                condition=Q(reply="", answered_on__isnull=True)
                | (~Q(reply="") & Q(answered_on__gte=F("asked_on"))),
                name="consultation_answered_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit}"
