"""Accountability 责任追究: samples of files, matters opened from what was found, and every entry about them."""

from django.db import models
from django.db.models import Q

from xianfeng.kernel import paths
from xianfeng.recruitment.vocab.accountability import FileVerdict, InquirySource, InquiryState


class Sample(models.Model):
    """A sample drawn from the files that were worked on in one year under one organisation.

    ``seed`` and ``population_digest`` let anybody draw it again.
    """

    org_path = models.CharField(max_length=paths.LENGTH)
    organisation_name = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField(default=0)
    percent = models.PositiveSmallIntegerField(default=0)
    population = models.PositiveIntegerField()
    population_digest = models.CharField(max_length=64)
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    drawn_at = models.DateTimeField()

    class Meta:
        db_table = "recruitment_sample"
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gt=0, percent=0) | Q(number=0, percent__range=(1, 100)),
                name="sample_by_number_or_share",
            ),
            models.CheckConstraint(
                condition=Q(population__gt=0) & Q(seed__gt=""), name="sample_can_be_drawn_again"
            ),
        ]
        indexes = [models.Index(fields=["org_path", "-id"], name="sample_place")]

    def __str__(self) -> str:
        return f"{self.organisation_name} {self.year}"


class DrawnFile(models.Model):
    """One file of a sample, and what its examiner wrote about it."""

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="files")
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(max_length=paths.LENGTH)
    verdict = models.CharField(
        max_length=10, blank=True, default="", choices=[(v.value, v.label) for v in FileVerdict]
    )
    words = models.CharField(max_length=400, blank=True, default="")
    examiner_name = models.CharField(max_length=60, blank=True, default="")
    examined_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "recruitment_drawn_file"
        constraints = [
            models.UniqueConstraint(fields=["sample", "case"], name="drawn_once"),
            models.CheckConstraint(
                condition=Q(verdict="", examined_at__isnull=True)
                | (~Q(verdict="") & Q(examined_at__isnull=False)),
                name="drawn_verdict_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id}: {self.case_id}"


class Inquiry(models.Model):
    """One matter for which an organisation answers; never a figure about a person.

    ``opener_path`` is who opened it and alone may close it; ``post`` the post
    that answers, in words. Every change is an :class:`InquiryEntry`.
    """

    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    org_path = models.CharField(max_length=paths.LENGTH)
    committee_path = models.CharField(max_length=paths.LENGTH)
    opener_path = models.CharField(max_length=paths.LENGTH)
    source = models.CharField(max_length=12, choices=[(s.value, s.label) for s in InquirySource])
    case = models.ForeignKey(
        "casework.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    drawn_file = models.ForeignKey(
        DrawnFile, null=True, blank=True, on_delete=models.PROTECT, related_name="inquiries"
    )
    # The check that found it; empty for what only people see.
    rule = models.CharField(max_length=10, blank=True, default="")
    matter = models.CharField(max_length=400)
    clause = models.CharField(max_length=200, blank=True, default="")
    post = models.CharField(max_length=60)
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.label) for s in InquiryState],
        default=InquiryState.OPENED.value,
    )
    year = models.PositiveSmallIntegerField()
    opened_on = models.DateField()
    opened_by = models.CharField(max_length=60)
    due_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    outcomes = models.JSONField(default=list)

    class Meta:
        db_table = "recruitment_inquiry"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False)
                | (~Q(state="closed") & Q(closed_on__isnull=True)),
                name="inquiry_closed_has_date",
            ),
            models.CheckConstraint(
                condition=Q(state="opened", due_on__isnull=True)
                | (~Q(state="opened") & Q(due_on__isnull=False)),
                name="inquiry_notified_has_limit",
            ),
        ]
        indexes = [
            models.Index(fields=["org_path", "state", "id"], name="inquiry_place"),
            models.Index(fields=["year", "id"], name="inquiry_year"),
        ]

    def __str__(self) -> str:
        return f"inquiry {self.pk}"


class InquiryEntry(models.Model):
    """One thing done to a matter; only ever added. Reopening names the closing that it reverses."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10)
    happened_on = models.DateField()
    words = models.CharField(max_length=1000)
    due_on = models.DateField(null=True, blank=True)
    outcomes = models.JSONField(default=list)
    file = models.ForeignKey(
        "trust.EvidenceFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField(max_length=200, blank=True, default="")
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    entered_at = models.DateTimeField()
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )

    class Meta:
        db_table = "recruitment_inquiry_entry"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="reopen", reverses__isnull=False)
                | (~Q(kind="reopen") & Q(reverses__isnull=True)),
                name="inquiry_reopening_names_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inquiry_id} {self.kind}"
