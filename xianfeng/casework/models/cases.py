"""The case itself: its entries, evidence, papers, claimed numbers and duties."""

from django.db import models
from django.db.models import F, Q

from xianfeng.casework.vocab import NEVER, CaseState, EntryKind
from xianfeng.kernel import paths


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases, with or without those that have been disposed of."""

    def kept(self) -> "CaseQuerySet":
        """Leave out what was disposed of: only counts and days of it are left, for figures."""
        return self.filter(disposed_on__isnull=True)


class Case(models.Model):
    """One procedure of one subject. It keeps the edition under which it was opened.

    ``version`` grows with every change: whoever presses a button on an older
    page is told instead of overwriting (check D-62).
    """

    family = models.CharField(max_length=40)
    edition = models.CharField(max_length=40)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="cases")
    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="cases"
    )
    org_path = models.CharField(max_length=paths.LENGTH)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.label) for s in CaseState], default=CaseState.OPEN
    )
    stage = models.CharField(max_length=40)
    round = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=60)
    closed_on = models.DateField(null=True, blank=True)
    resume_on = models.DateField(null=True, blank=True)
    # Steps that a move to another edition no longer asks for, by the round in which it moved (ADR 17).
    waived = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    # The first latest date of what the case owes, kept beside its duties so that lists need no subquery.
    pressing_on = models.DateField(default=NEVER)
    is_back_entry = models.BooleanField(default=False)
    # What its transfers come to, kept beside them (:class:`Transfer`): for the rules on continuity.
    moved_on = models.DateField(null=True, blank=True)
    break_days = models.PositiveIntegerField(default=0)
    papers_passed = models.BooleanField(default=True)
    # From this day on the row and its entries hold counts and days only, and no page shows them.
    disposed_on = models.DateField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        db_table = "casework_case"
        constraints = [
            # Members' files are kept for good: only a case ended before admission can go.
            models.CheckConstraint(
                condition=Q(disposed_on__isnull=True)
                | Q(state="ended", disposed_on__gt=F("closed_on")),
                name="case_disposed_was_ended",
            ),
            # Check D-66: one open case of a kind for one person.
            models.UniqueConstraint(
                fields=["person", "family"],
                condition=Q(state__in=["open", "returned", "postponed"]),
                name="case_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "returned", "postponed"], closed_on__isnull=True)
                | Q(state__in=["ended", "cancelled", "archived"], closed_on__isnull=False),
                name="case_closed_has_date",
            ),
        ]
        indexes = [
            models.Index(fields=["org_path", "state", "stage"], name="case_place"),
            models.Index(fields=["state", "stage", "id"], name="case_stage"),
            models.Index(fields=["pressing_on", "id"], name="case_pressing"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class Entry(models.Model):
    """One thing done to a case: a step signed, returned, reversed …

    ``records`` holds the typed facts by record kind, dates as ISO text;
    ``rules`` the edition whose gates judged the step; ``reasons`` what the
    signer wrote against each warning.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=[(k.value, k.label) for k in EntryKind])
    step = models.CharField(max_length=40)
    round = models.PositiveSmallIntegerField(default=1)
    happened_on = models.DateField()
    records = models.JSONField(default=dict)
    rules = models.CharField(max_length=40, blank=True, default="")
    reasons = models.JSONField(default=dict)
    note = models.CharField(max_length=400, blank=True, default="")
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    signed_as = models.CharField(max_length=20, blank=True, default="")
    entered_at = models.DateTimeField()
    is_active = models.BooleanField(default=True)
    # Brought in from paper, long after it happened (补录).
    is_back_entry = models.BooleanField(default=False)
    # Whether signing changed the subject's standing, which a reversal must then take back.
    moved_standing = models.BooleanField(default=False)
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )

    class Meta:
        db_table = "casework_entry"
        constraints = [
            # Two people pressing at once: one wins.
            models.UniqueConstraint(
                fields=["case", "step", "round"],
                condition=Q(kind="signed", is_active=True),
                name="entry_step_signed_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="reversed", reverses__isnull=False)
                | (~Q(kind="reversed") & Q(reverses__isnull=True)),
                name="entry_reversal_names_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.step}"


class Evidence(models.Model):
    """A repeated record of a step that runs for long: a half-yearly review, a quarterly one."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=40)
    round = models.PositiveSmallIntegerField(default=1)
    happened_on = models.DateField()
    facts = models.JSONField(default=dict)
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    entered_at = models.DateTimeField()
    is_back_entry = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        db_table = "casework_evidence"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "happened_on"],
                condition=Q(withdrawn_at__isnull=True),
                name="evidence_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.happened_on}"


class Paper(models.Model):
    """A paper of the case: where the original lies is the branch's file; a scan is optional."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    step = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    round = models.PositiveSmallIntegerField(default=1)
    dated_on = models.DateField()
    file = models.ForeignKey(
        "trust.EvidenceFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField(max_length=200, blank=True, default="")
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    entered_at = models.DateTimeField()
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "casework_paper"
        indexes = [models.Index(fields=["case", "kind"], name="paper_kind")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class Claim(models.Model):
    """A value that only one case may use, such as the number of a 入党志愿书 (check D-31)."""

    kind = models.CharField(max_length=80)
    value = models.CharField(max_length=80)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="claims")

    class Meta:
        db_table = "casework_claim"
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="claim_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}={self.value}"


class Duty(models.Model):
    """What somebody owes a case now: derived after every change, the rows behind the to-do list."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="duties")
    step = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=60)
    actor_words = models.CharField(max_length=60)
    signer = models.CharField(max_length=20)
    is_repeat = models.BooleanField(default=False)
    # Whose it is by name, beside the role that signs: one or two mentors or introducers.
    person = models.ForeignKey(
        "registry.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    other_person = models.ForeignKey(
        "registry.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    org_path = models.CharField(max_length=paths.LENGTH)
    since_on = models.DateField()
    earliest_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    # From this day a rule presses before the limit, such as the 75 days of an approval (D-35).
    remind_on = models.DateField(null=True, blank=True)
    # Sorting puts what has no latest date last, alike on both databases.
    sort_on = models.DateField()

    class Meta:
        db_table = "casework_duty"
        constraints = [
            models.UniqueConstraint(fields=["case", "step", "is_repeat"], name="duty_once"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(sort_on=F("due_on")), name="duty_sorted_by_due"
            ),
        ]
        indexes = [
            models.Index(fields=["signer", "sort_on", "id"], name="duty_signer"),
            models.Index(fields=["org_path", "sort_on", "id"], name="duty_place"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step}"
