"""Work plans of the county, what they aim at, and the tasks that follow from them."""

from django.db import models
from django.db.models import F, Q

from xianfeng.kernel import paths
from xianfeng.recruitment.vocab.plans import Indicator, PlanKind, PlanState, TaskMark

NAME, WORDS = 120, 400


class Plan(models.Model):
    """A five-year or annual plan in one version; an adopted one is frozen, a newer supersedes it."""

    kind = models.CharField(max_length=10, choices=[(k.value, k.label) for k in PlanKind])
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.label) for s in PlanState],
        default=PlanState.DRAFT.value,
    )
    title = models.CharField(max_length=NAME)
    principle = models.TextField(max_length=2_000, blank=True, default="")
    total = models.PositiveIntegerField()
    document = models.CharField(max_length=NAME, blank=True, default="")
    adopted_on = models.DateField(null=True, blank=True)
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    drawn_up_at = models.DateTimeField()

    class Meta:
        db_table = "recruitment_plan"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "first_year", "version"], name="plan_version_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "first_year"],
                condition=Q(state="adopted"),
                name="plan_one_adopted",
            ),
            models.UniqueConstraint(
                fields=["kind", "first_year"], condition=Q(state="draft"), name="plan_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(kind="annual", last_year=F("first_year"))
                | Q(kind="five_year", last_year=F("first_year") + 4),
                name="plan_years_fit_kind",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", adopted_on__isnull=True)
                | (~Q(state="draft") & Q(adopted_on__isnull=False) & ~Q(document="")),
                name="plan_adopted_by_document",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class Target(models.Model):
    """What share of the admissions of a plan's years an indicator shall reach, in thousandths."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="targets")
    indicator = models.CharField(max_length=16, choices=[(i.value, i.label) for i in Indicator])
    per_mille = models.PositiveSmallIntegerField()
    due_on = models.DateField()

    class Meta:
        db_table = "recruitment_target"
        constraints = [
            models.UniqueConstraint(fields=["plan", "indicator"], name="target_once"),
            models.CheckConstraint(
                condition=Q(per_mille__gte=1, per_mille__lte=1000), name="target_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.per_mille}‰"


class Task(models.Model):
    """Goal → task → measure → responsibility: one organisation answers, by a day."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tasks")
    goal = models.CharField(max_length=NAME)
    title = models.CharField(max_length=NAME)
    measure = models.CharField(max_length=WORDS)
    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    org_path = models.CharField(max_length=paths.LENGTH)
    due_on = models.DateField()
    finished_on = models.DateField(null=True, blank=True)
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "recruitment_task"
        indexes = [
            models.Index(fields=["org_path", "due_on", "id"], name="task_place"),
            models.Index(fields=["due_on", "id"], name="task_due"),
        ]

    def __str__(self) -> str:
        return self.title


class TaskEntry(models.Model):
    """One thing said about a task: progress, a reminder, supervision, done. Only ever added."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=[(m.value, m.label) for m in TaskMark])
    note = models.CharField(max_length=WORDS)
    # By when the responsible organisation has to answer a reminder or supervision.
    answer_by = models.DateField(null=True, blank=True)
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "recruitment_task_entry"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["reminder", "supervision"], answer_by__isnull=False)
                | (Q(kind__in=["progress", "done", "reopened"]) & Q(answer_by__isnull=True)),
                name="task_entry_asks_by_a_day",
            ),
        ]
        indexes = [models.Index(fields=["task", "id"], name="task_entry_order")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.kind}"
