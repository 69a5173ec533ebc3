"""What is done about a branch or unit that a programme misses, and what the county aims at.

Who answers, by when, what was done; how many activists shall be in training.
"""

from django.db import models
from django.db.models import Q

from xianfeng.kernel import paths
from xianfeng.recruitment.vocab import EffortMark, Programme

WORDS = 400


class Effort(models.Model):
    """The effort for one subject of a programme; whether it succeeded is derived from the registry."""

    programme = models.CharField(
        max_length=16, choices=[(one.value, one.label) for one in Programme]
    )
    unit = models.ForeignKey(
        "registry.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    branch = models.ForeignKey(
        "registry.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    org_path = models.CharField(max_length=paths.LENGTH)
    responsible = models.ForeignKey(
        "registry.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.CharField(max_length=60, blank=True, default="")
    measure = models.CharField(max_length=WORDS, blank=True, default="")
    due_on = models.DateField(null=True, blank=True)
    is_exempt = models.BooleanField(default=False)
    exempt_until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "recruitment_effort"
        constraints = [
            models.UniqueConstraint(fields=["programme", "unit"], name="effort_once_a_unit"),
            models.UniqueConstraint(fields=["programme", "branch"], name="effort_once_a_branch"),
            models.CheckConstraint(
                condition=Q(unit__isnull=False, branch__isnull=True)
                | Q(unit__isnull=True, branch__isnull=False),
                name="effort_has_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(responsible__isnull=True, due_on__isnull=True)
                | Q(responsible__isnull=False, due_on__isnull=False),
                name="effort_answers_by_a_day",
            ),
            models.CheckConstraint(
                condition=Q(is_exempt=True) | Q(exempt_until__isnull=True),
                name="effort_exempt_until_a_day",
            ),
        ]
        indexes = [models.Index(fields=["programme", "org_path"], name="effort_place")]

    def __str__(self) -> str:
        return f"{self.programme} {self.unit_id or self.branch_id}"


class EffortEntry(models.Model):
    """One thing that was decided or done for a subject. Only ever added."""

    effort = models.ForeignKey(Effort, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=[(m.value, m.label) for m in EffortMark])
    note = models.CharField(max_length=WORDS)
    day = models.DateField()
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "recruitment_effort_entry"
        indexes = [models.Index(fields=["effort", "id"], name="effort_entry_order")]

    def __str__(self) -> str:
        return f"{self.effort_id} {self.kind}"


class ActivistAim(models.Model):
    """How many activists shall be in training, as the county set it from a day on. Only ever added.

    The latest row of an organisation counts; one without a number sets none any more.
    """

    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    org_path = models.CharField(max_length=paths.LENGTH)
    people = models.PositiveIntegerField(null=True)
    document = models.CharField(max_length=120)
    set_on = models.DateField()
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "recruitment_activist_aim"
        constraints = [
            models.CheckConstraint(
                condition=Q(people__isnull=True) | Q(people__gte=1), name="activist_aim_is_somebody"
            ),
            models.CheckConstraint(condition=~Q(document=""), name="activist_aim_by_document"),
        ]
        indexes = [models.Index(fields=["org_path", "id"], name="activist_aim_place")]

    def __str__(self) -> str:
        return f"{self.org_path} {self.people}"
