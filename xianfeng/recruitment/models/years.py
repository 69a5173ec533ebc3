"""What an organisation says to a great change in its yearly figures."""

from django.db import models
from django.db.models import Q

from xianfeng.kernel import paths

WORDS = 400


class YearNote(models.Model):
    """The words for one class of one year (Z-04), with the two numbers for which they were written.

    Earlier wordings stand in the ledger. ``version`` grows with every change, so
    that nobody overwrites what they have not read.
    """

    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    org_path = models.CharField(max_length=paths.LENGTH)
    year = models.PositiveSmallIntegerField()
    line = models.CharField(max_length=16)
    words = models.CharField(max_length=WORDS)
    last = models.PositiveIntegerField()
    this = models.PositiveIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    written_at = models.DateTimeField()

    class Meta:
        db_table = "recruitment_year_note"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "line"], name="year_note_once"),
            models.CheckConstraint(condition=~Q(words=""), name="year_note_has_words"),
        ]
        indexes = [models.Index(fields=["org_path", "year"], name="year_note_place")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.year} {self.line}"
