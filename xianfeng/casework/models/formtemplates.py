"""Templates that a county uses instead of the shipped ones."""

from django.db import models
from django.db.models import Q


class FormTemplate(models.Model):
    """A Word file that stands for one form from one moment to another; the past ones are kept."""

    family = models.CharField(max_length=40)
    form = models.CharField(max_length=60)
    file = models.ForeignKey("trust.EvidenceFile", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    note = models.CharField(max_length=400)
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        db_table = "casework_form_template"
        constraints = [
            models.UniqueConstraint(
                fields=["family", "form"],
                condition=Q(ended_at__isnull=True),
                name="form_template_one_in_use",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.file_name}"
