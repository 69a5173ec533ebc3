"""The register of numbered forms: where each number lies, and what became of it (check D-31)."""

from django.db import models
from django.db.models import Q

from xianfeng.casework.vocab import BlankState
from xianfeng.kernel import paths


class BlankBatch(models.Model):
    """A range of numbers as it came from whoever prints the forms.

    ``kind`` names the record and field that is filled with such a number.
    """

    kind = models.CharField(max_length=80)
    first = models.CharField(max_length=40)
    last = models.CharField(max_length=40)
    numbers = models.PositiveIntegerField()
    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    received_on = models.DateField()
    source = models.CharField(max_length=80)
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "casework_blank_batch"
        indexes = [models.Index(fields=["kind", "received_on"], name="blank_batch_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.first}-{self.last}"


class Blank(models.Model):
    """One numbered form. It lies with an organisation until it is given to a person and filled in."""

    kind = models.CharField(max_length=80)
    number = models.CharField(max_length=40)
    batch = models.ForeignKey(BlankBatch, on_delete=models.PROTECT, related_name="blanks")
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.label) for s in BlankState],
        default=BlankState.IN_STOCK,
    )
    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    org_path = models.CharField(max_length=paths.LENGTH)
    person = models.ForeignKey(
        "registry.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    case = models.ForeignKey(
        "casework.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="blanks"
    )
    reason = models.CharField(max_length=400, blank=True, default="")
    replaced_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )
    changed_on = models.DateField()

    class Meta:
        db_table = "casework_blank"
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="blank_number_once"),
            models.UniqueConstraint(
                fields=["kind", "person"],
                condition=Q(state__in=["issued", "used"]),
                name="blank_one_live_a_person",
            ),
            models.UniqueConstraint(
                fields=["kind", "case"],
                condition=Q(state__in=["used", "filed"]),
                name="blank_one_a_case",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["used", "filed"], case__isnull=False, person__isnull=False)
                | Q(state="in_stock", case__isnull=True, person__isnull=True)
                | Q(state="issued", case__isnull=True)
                | Q(state="spoiled", case__isnull=True, reason__gt=""),
                name="blank_state_says_where",
            ),
        ]
        indexes = [models.Index(fields=["org_path", "state", "number"], name="blank_place")]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"
