"""The quota ledger: places of a plan year, who holds them, and every movement of them."""

from django.db import models
from django.db.models import F, Q

from xianfeng.kernel import paths
from xianfeng.recruitment.vocab.quotas import Box, Method, Movement, RequestState, SplitState

WORDS = 400


class QuotaYear(models.Model):
    """One plan year of the county: the row that whoever moves its places locks first."""

    year = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        db_table = "recruitment_quota_year"

    def __str__(self) -> str:
        return str(self.year)


class QuotaAccount(models.Model):
    """What an organisation has of a year's places: the balance that its entries add up to.

    Free is what was granted and neither passed on, reserved nor used. The
    database refuses a balance that would give away more than there is.
    """

    year = models.ForeignKey(QuotaYear, on_delete=models.PROTECT, related_name="accounts")
    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    org_path = models.CharField(max_length=paths.LENGTH)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    granted = models.PositiveIntegerField(default=0)
    passed_on = models.PositiveIntegerField(default=0)
    reserved = models.PositiveIntegerField(default=0)
    used = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "recruitment_quota_account"
        constraints = [
            models.UniqueConstraint(fields=["year", "org_path"], name="quota_account_once"),
            models.UniqueConstraint(
                fields=["year"], condition=Q(parent__isnull=True), name="quota_one_root"
            ),
            models.CheckConstraint(
                condition=Q(granted__gte=F("passed_on") + F("reserved") + F("used")),
                name="quota_not_overdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year_id} {self.org_path}"

    @property
    def free(self) -> int:
        """Places that nobody has yet."""
        return self.granted - self.passed_on - self.reserved - self.used


class Split(models.Model):
    """A proposal of how an organisation's places go to those below, frozen with all it rests on."""

    account = models.ForeignKey(QuotaAccount, on_delete=models.PROTECT, related_name="splits")
    org_path = models.CharField(max_length=paths.LENGTH)
    method = models.CharField(max_length=20, choices=[(m.value, m.label) for m in Method])
    places = models.PositiveIntegerField()
    # Criterion → whole-number coefficient, as the organisation set them.
    coefficients = models.JSONField()
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.label) for s in SplitState],
        default=SplitState.DRAFT.value,
    )
    as_of = models.DateField()
    published_on = models.DateField(null=True)
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "recruitment_split"
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(state="draft"), name="split_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_on__isnull=False)
                | (~Q(state="published") & Q(published_on__isnull=True)),
                name="split_published_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"split {self.pk}"


class SplitShare(models.Model):
    """One organisation in a split: what it was weighed by, what was proposed, what people decided.

    Fractions are kept as "numerator/denominator", so that they can be recomputed.
    """

    split = models.ForeignKey(Split, on_delete=models.CASCADE, related_name="shares")
    number = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    org_path = models.CharField(max_length=paths.LENGTH)
    values = models.JSONField()
    weight = models.CharField(max_length=200)
    quota = models.CharField(max_length=200)
    decisive = models.CharField(max_length=200)
    following = models.CharField(max_length=200, blank=True, default="")
    floor = models.PositiveSmallIntegerField(default=0)
    ceiling = models.PositiveSmallIntegerField(null=True)
    proposed = models.PositiveSmallIntegerField()
    is_tied = models.BooleanField(default=False)
    decided = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=WORDS, blank=True, default="")

    class Meta:
        db_table = "recruitment_split_share"
        constraints = [
            models.UniqueConstraint(fields=["split", "organisation"], name="split_share_once"),
            models.CheckConstraint(
                condition=Q(decided=F("proposed")) | ~Q(why=""), name="split_change_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.split_id} {self.org_path}"


class QuotaEntry(models.Model):
    """One movement of places, from a source to a target. Only ever added.

    Without a source the places come from the plan itself (or beyond it, by a
    document, for one case); without a target they go back there. Of a case's
    movements the account is the target of what it takes and the source of what
    it gives back; ``box`` says from where it gives back.
    """

    year = models.ForeignKey(QuotaYear, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=8, choices=[(m.value, m.label) for m in Movement])
    places = models.PositiveIntegerField()
    source = models.ForeignKey(
        QuotaAccount, null=True, on_delete=models.PROTECT, related_name="given"
    )
    target = models.ForeignKey(
        QuotaAccount, null=True, on_delete=models.PROTECT, related_name="taken"
    )
    # A value and no key: a foreign key would lock the case's row in the other order than signing does.
    case_ref = models.BigIntegerField(null=True)
    box = models.CharField(
        max_length=8, blank=True, default="", choices=[(b.value, b.label) for b in Box]
    )
    split = models.ForeignKey(Split, null=True, on_delete=models.PROTECT, related_name="entries")
    document = models.CharField(max_length=120, blank=True, default="")
    note = models.CharField(max_length=WORDS, blank=True, default="")
    corrects = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "recruitment_quota_entry"
        constraints = [
            models.CheckConstraint(condition=Q(places__gte=1), name="quota_entry_moves_something"),
            models.CheckConstraint(
                condition=Q(source__isnull=False) | Q(target__isnull=False),
                name="quota_entry_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["reserve", "consume"])
                | Q(case_ref__isnull=False, source__isnull=True, places=1),
                name="quota_entry_of_a_case",
            ),
            models.CheckConstraint(
                condition=Q(box="") | Q(kind="return", case_ref__isnull=False, target__isnull=True),
                name="quota_entry_box_of_return",
            ),
            # Beyond the plan only by a document.
            models.CheckConstraint(
                condition=~Q(kind="grant", case_ref__isnull=False)
                | (Q(source__isnull=True) & ~Q(document="")),
                name="quota_entry_beyond_plan",
            ),
            models.CheckConstraint(
                condition=Q(kind="correct", corrects__isnull=False)
                | (~Q(kind="correct") & Q(corrects__isnull=True)),
                name="quota_entry_names_corrected",
            ),
        ]
        indexes = [
            models.Index(fields=["case_ref", "id"], name="quota_entry_case"),
            models.Index(fields=["year", "id"], name="quota_entry_year"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.places}"


class QuotaHold(models.Model):
    """The place that a case has now, and in which box: reserved or used."""

    case_ref = models.BigIntegerField(unique=True)
    account = models.ForeignKey(QuotaAccount, on_delete=models.PROTECT, related_name="holds")
    box = models.CharField(max_length=8, choices=[(b.value, b.label) for b in Box])
    # Reserved by the county beyond the plan, whatever step the case has reached.
    is_beyond_plan = models.BooleanField(default=False)

    class Meta:
        db_table = "recruitment_quota_hold"
        constraints = [
            models.CheckConstraint(condition=~Q(box=""), name="quota_hold_in_a_box"),
        ]
        indexes = [models.Index(fields=["account", "box"], name="quota_hold_account")]

    def __str__(self) -> str:
        return f"{self.case_ref} {self.box}"


class QuotaRequest(models.Model):
    """An organisation asks for more places; the answer is kept beside it."""

    account = models.ForeignKey(QuotaAccount, on_delete=models.PROTECT, related_name="requests")
    org_path = models.CharField(max_length=paths.LENGTH)
    places = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=WORDS)
    state = models.CharField(
        max_length=8,
        choices=[(s.value, s.label) for s in RequestState],
        default=RequestState.OPEN.value,
    )
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=WORDS, blank=True, default="")
    answered_by = models.CharField(max_length=60, blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "recruitment_quota_request"
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(state="open"), name="quota_request_one_open"
            ),
            models.CheckConstraint(condition=Q(places__gte=1), name="quota_request_asks_some"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True)
                | (~Q(state="open") & Q(answered_at__isnull=False) & ~Q(answer="")),
                name="quota_request_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.org_path} {self.places}"
