"""Lists of files to be disposed of (销毁清册), and what keeps a single file from it (暂缓销毁)."""

from django.db import models
from django.db.models import F, Q

from xianfeng.casework.vocab.disposals import DisposalState, ItemState
from xianfeng.kernel import paths


class Hold(models.Model):
    """Why a file must be kept although its time is over; lifted with a reason, never deleted."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="holds")
    why = models.CharField(max_length=400)
    set_ref = models.BigIntegerField(null=True)
    set_by = models.CharField(max_length=60)
    set_at = models.DateTimeField()
    lifted_why = models.CharField(max_length=400, blank=True, default="")
    lifted_by = models.CharField(max_length=60, blank=True, default="")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "casework_hold"
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(lifted_at__isnull=True), name="hold_one_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.set_at:%Y-%m-%d}"


class Disposal(models.Model):
    """One list: drawn up by one hand, approved by another, then carried out (X-06's two hands)."""

    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.label) for s in DisposalState],
        default=DisposalState.DRAWN_UP,
    )
    basis = models.CharField(max_length=400)
    org_path = models.CharField(max_length=paths.LENGTH)
    drawn_ref = models.BigIntegerField(null=True)
    drawn_by = models.CharField(max_length=60)
    drawn_at = models.DateTimeField()
    approved_ref = models.BigIntegerField(null=True)
    approved_by = models.CharField(max_length=60, blank=True, default="")
    approved_at = models.DateTimeField(null=True, blank=True)
    carried_by = models.CharField(max_length=60, blank=True, default="")
    carried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "casework_disposal"
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_ref__isnull=True)
                | Q(drawn_ref__isnull=True)
                | ~Q(approved_ref=F("drawn_ref")),
                name="disposal_approved_by_another_hand",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["drawn_up", "withdrawn"])
                | Q(state="approved", approved_at__isnull=False)
                | Q(state="carried", approved_at__isnull=False, carried_at__isnull=False),
                name="disposal_approved_before_carried",
            ),
        ]

    def __str__(self) -> str:
        return f"disposal {self.pk}"


class DisposalItem(models.Model):
    """One file on a list; after its disposal only counts and dates are left of it."""

    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.label) for s in ItemState],
        default=ItemState.WAITING,
    )
    opened_on = models.DateField()
    closed_on = models.DateField()
    ended_on = models.DateField()
    entries = models.PositiveIntegerField(default=0)
    papers = models.PositiveIntegerField(default=0)
    scans = models.PositiveIntegerField(default=0)
    words = models.PositiveIntegerField(default=0)
    is_person_gone = models.BooleanField(default=False)
    refusal = models.CharField(max_length=400, blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "casework_disposal_item"
        constraints = [
            models.UniqueConstraint(fields=["disposal", "case"], name="disposal_item_once"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["waiting", "disposed"]),
                name="disposal_one_list",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at__isnull=True)
                | Q(state="dropped")
                | Q(state__in=["disposed", "refused"], settled_at__isnull=False),
                name="disposal_item_settled_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.disposal_id} {self.case_id}"
