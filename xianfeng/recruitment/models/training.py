"""Classes of collective training, what came of them for each case, and the county's exceptions."""

from django.db import models
from django.db.models import F, Q

from xianfeng.kernel import paths
from xianfeng.recruitment.vocab.training import ClassKind, ClassOutcome

WORDS = 400


class TrainingClass(models.Model):
    """One class: when, how long, by whom. Its papers lie with the organiser."""

    kind = models.CharField(max_length=12, choices=[(k.value, k.label) for k in ClassKind])
    title = models.CharField(max_length=120)
    organiser = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    org_path = models.CharField(max_length=paths.LENGTH)
    starts_on = models.DateField()
    ends_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    hours = models.PositiveSmallIntegerField()
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "recruitment_class"
        constraints = [
            models.UniqueConstraint(
                fields=["organiser", "kind", "title", "starts_on"], name="class_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), days__gte=1, hours__gte=1),
                name="class_has_a_length",
            ),
        ]
        indexes = [models.Index(fields=["org_path", "starts_on"], name="class_place")]

    def __str__(self) -> str:
        return f"class {self.pk}"


class ClassResult(models.Model):
    """What came of a class for one case; a correction is one more row, the old one marked."""

    training = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="results")
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=[(o.value, o.label) for o in ClassOutcome])
    hours = models.PositiveSmallIntegerField()
    exam = models.PositiveSmallIntegerField(null=True, blank=True)
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    entered_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)
    corrected_reason = models.CharField(max_length=WORDS, blank=True, default="")

    class Meta:
        db_table = "recruitment_class_result"
        constraints = [
            models.UniqueConstraint(
                fields=["training", "case"],
                condition=Q(corrected_at__isnull=True),
                name="class_result_once",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="absent") | Q(hours=0, exam__isnull=True),
                name="class_absent_has_no_hours",
            ),
            models.CheckConstraint(
                condition=Q(exam__isnull=True) | Q(exam__lte=100), name="class_exam_of_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_id} {self.case_id} {self.outcome}"


class TrainingException(models.Model):
    """The county lets somebody pass without the class, by a document of its own (check D-13)."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="+")
    document = models.CharField(max_length=80)
    decided_on = models.DateField()
    why = models.CharField(max_length=WORDS)
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=WORDS, blank=True, default="")

    class Meta:
        db_table = "recruitment_training_exception"
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(withdrawn_at__isnull=True),
                name="training_exception_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.document}"
