"""A paper history on its way into the system: typed by the branch, confirmed by those who sign its steps."""

from django.db import models
from django.db.models import Q

from xianfeng.casework.vocab import BackEntryState
from xianfeng.kernel import paths


class BackEntry(models.Model):
    """The papers of one person's case as typed, until they become a case (ADR 12).

    ``sheet`` holds strings by cell, as a form sends them; nothing of it is a
    fact before everybody whose steps it tells has confirmed it.
    ``waits_for`` names who is to confirm next.
    """

    family = models.CharField(max_length=40)
    edition = models.CharField(max_length=40)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    org_path = models.CharField(max_length=paths.LENGTH)
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.label) for s in BackEntryState],
        default=BackEntryState.DRAFT,
    )
    waits_for = models.CharField(max_length=20, blank=True, default="")
    sheet = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    note = models.CharField(max_length=400, blank=True, default="")
    typed_by = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    case = models.OneToOneField(
        "casework.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        db_table = "casework_back_entry"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "family"],
                condition=Q(state__in=["draft", "waiting"]),
                name="back_entry_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", waits_for__gt="")
                | (~Q(state="waiting") & Q(waits_for="")),
                name="back_entry_waits_for_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="entered", case__isnull=False)
                | (~Q(state="entered") & Q(case__isnull=True)),
                name="back_entry_entered_has_case",
            ),
        ]
        indexes = [models.Index(fields=["org_path", "state", "-id"], name="back_entry_place")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state}"


class Confirmation(models.Model):
    """Who put their name to a paper history, as whom, from which organisation."""

    back_entry = models.ForeignKey(
        BackEntry, on_delete=models.CASCADE, related_name="confirmations"
    )
    signed_as = models.CharField(max_length=20)
    path = models.CharField(max_length=paths.LENGTH)
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        db_table = "casework_back_entry_confirmation"
        constraints = [
            models.UniqueConstraint(
                fields=["back_entry", "signed_as"], name="back_entry_confirmed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.back_entry_id} {self.signed_as}"
