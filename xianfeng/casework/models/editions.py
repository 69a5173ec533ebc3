"""Editions of the county's own: drafts that may change, and published ones that never do again."""

from django.db import models
from django.db.models import Q

from xianfeng.casework.vocab import EditionState


class CountyEdition(models.Model):
    """The document of one edition, the same TOML as the shipped ones.

    ``code`` is the edition's id once it is published and holds the beginning of
    the text's SHA-256: an id names one text for ever, so that every process may
    keep what it has read, and a text changed by hand no longer answers to its id.
    """

    family = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    base = models.CharField(max_length=40)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    code = models.CharField(max_length=40, null=True, unique=True)
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.label) for s in EditionState],
        default=EditionState.DRAFT,
    )
    valid_from = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_county_edition"
        constraints = [
            # Two editions of one day would leave open which one new cases take.
            models.UniqueConstraint(
                fields=["family", "valid_from"],
                condition=Q(state="published"),
                name="county_edition_one_a_day",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="published",
                    valid_from__isnull=False,
                    code__isnull=False,
                    published_at__isnull=False,
                )
                | Q(
                    ~Q(state="published"),
                    valid_from__isnull=True,
                    code__isnull=True,
                    published_at__isnull=True,
                ),
                name="county_edition_published_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.code or f"draft {self.pk}"
