"""File examinations 档案体检 and the breaches that they found.

Of a file no more is kept than what a branch needs to mend it: its row, the
person's name as written and the breach in words; never an ID number.
"""

from django.db import models
from django.db.models import Q

from xianfeng.kernel import paths
from xianfeng.kernel.verdict import Level
from xianfeng.recruitment.vocab import ExaminationSource, ExaminationState


class Examination(models.Model):
    """One run over a workbook or over the cases of an organisation.

    ``org_path`` is the place that was examined, and who may see it follows
    from it. ``outside`` lists the rows that were left out: [row, reason].
    """

    source = models.CharField(
        max_length=10, choices=[(s.value, s.label) for s in ExaminationSource]
    )
    state = models.CharField(max_length=10, choices=[(s.value, s.label) for s in ExaminationState])
    org_path = models.CharField(max_length=paths.LENGTH)
    file_name = models.CharField(max_length=200, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    files = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    outside = models.JSONField(default=list)
    failure = models.CharField(max_length=300, blank=True, default="")
    # Since when names and words of the findings are gone, and only counts are left.
    cleared_on = models.DateField(null=True)

    class Meta:
        db_table = "recruitment_examination"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], finished_at__isnull=True)
                | Q(state__in=["done", "failed"], finished_at__isnull=False),
                name="examination_end_has_time",
            ),
            models.CheckConstraint(
                condition=Q(source="workbook", sha256__gt="") | Q(source="cases", sha256=""),
                name="examination_workbook_has_digest",
            ),
        ]
        indexes = [models.Index(fields=["org_path", "-id"], name="examination_place")]

    def __str__(self) -> str:
        return f"{self.source} {self.file_name}"


class Breach(models.Model):
    """One breach of one file, in words for the branch that keeps it.

    ``case`` is set when a case was examined; ``row`` is then its place in the run.
    Row 0 is about the branch itself, and ``rows`` are the files that tell it.
    """

    examination = models.ForeignKey(Examination, on_delete=models.CASCADE, related_name="breaches")
    row = models.PositiveIntegerField()
    case = models.ForeignKey(
        "casework.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person_name = models.CharField(max_length=60)
    branch = models.CharField(max_length=200)
    org_path = models.CharField(max_length=paths.LENGTH)
    committee_path = models.CharField(max_length=paths.LENGTH)
    committee = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=10)
    level = models.CharField(max_length=10, choices=[(level.value, level.label) for level in Level])
    edition = models.CharField(max_length=40)
    step = models.CharField(max_length=60, blank=True)
    message = models.CharField(max_length=400)
    fact = models.CharField(max_length=400, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    remedy = models.CharField(max_length=400, blank=True)
    rows = models.JSONField(default=list)

    class Meta:
        db_table = "recruitment_breach"
        indexes = [
            models.Index(fields=["examination", "rule", "id"], name="breach_rule"),
            models.Index(fields=["examination", "committee_path", "id"], name="breach_committee"),
            models.Index(fields=["examination", "year", "id"], name="breach_year"),
        ]

    def __str__(self) -> str:
        return f"{self.examination_id}:{self.row} {self.rule}"
