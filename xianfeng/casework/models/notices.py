"""Public notices: the draft and its review, the copy that the public sees, and what people object.

The copy holds what was cleared and nothing else; the portal reads no other
table but it and the state of an objection.
"""

from django.db import models
from django.db.models import F, Q

from xianfeng.casework.models.cases import Case
from xianfeng.casework.vocab import NEVER
from xianfeng.casework.vocab.notices import (
    DayUnit,
    NoticeAct,
    NoticeState,
    ObjectionChannel,
    ObjectionDecision,
    ObjectionState,
)
from xianfeng.kernel import paths

TITLE, LINE, LONGEST_BODY = 120, 200, 2_000


class Notice(models.Model):
    """One notice of a case, for one record of one round.

    ``version`` grows with every change, as a case's does (D-62). ``text_ref``
    is the account that wrote the present text, which must not clear it (X-06).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=30)
    record = models.CharField(max_length=40)
    round = models.PositiveSmallIntegerField(default=1)
    org_path = models.CharField(max_length=paths.LENGTH)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.label) for s in NoticeState], default=NoticeState.DRAFT
    )
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=TITLE)
    body = models.TextField(max_length=LONGEST_BODY)
    contact = models.CharField(max_length=LINE)
    places = models.CharField(max_length=LINE)
    days = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=10, choices=[(u.value, u.label) for u in DayUnit])
    text_ref = models.BigIntegerField(null=True)
    text_by = models.CharField(max_length=60)
    text_at = models.DateTimeField()
    cleared_ref = models.BigIntegerField(null=True)
    cleared_by = models.CharField(max_length=60, blank=True, default="")
    cleared_at = models.DateTimeField(null=True)
    fields = models.JSONField(default=list)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    is_provisional = models.BooleanField(default=False)
    photo = models.ForeignKey(
        "trust.EvidenceFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The last day once there is one, so that lists need no expression.
    sort_on = models.DateField(default=NEVER)

    class Meta:
        db_table = "casework_notice"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "record", "round"],
                condition=~Q(state="withdrawn"),
                name="notice_one_live",
            ),
            # Check X-06: nothing is published that another hand has not cleared.
            models.CheckConstraint(
                condition=Q(state__in=["draft", "waiting"]) & Q(cleared_at__isnull=True)
                | Q(state__in=["cleared", "published"]) & Q(cleared_at__isnull=False)
                | Q(state="withdrawn"),
                name="notice_cleared_before_public",
            ),
            models.CheckConstraint(
                condition=Q(cleared_ref__isnull=True)
                | Q(text_ref__isnull=True)
                | ~Q(cleared_ref=F("text_ref")),
                name="notice_cleared_by_another_hand",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn")
                | Q(state="published", starts_on__isnull=False, ends_on__gt=F("starts_on"))
                | Q(
                    state__in=["draft", "waiting", "cleared"],
                    starts_on__isnull=True,
                    ends_on__isnull=True,
                ),
                name="notice_published_has_days",
            ),
        ]
        indexes = [
            models.Index(fields=["org_path", "state", "sort_on"], name="notice_place"),
            models.Index(fields=["state", "sort_on", "id"], name="notice_state"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.record}"


class NoticeEntry(models.Model):
    """One thing done to a notice; only ever added. ``detail`` keeps text or days as they then were."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="entries")
    act = models.CharField(max_length=12, choices=[(a.value, a.label) for a in NoticeAct])
    note = models.CharField(max_length=400, blank=True, default="")
    detail = models.JSONField(default=dict)
    account_ref = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "casework_notice_entry"

    def __str__(self) -> str:
        return f"{self.notice_id} {self.act}"


class Publication(models.Model):
    """The frozen copy that the public sees: written when the notice is published.

    Afterwards only its last day is prolonged or the whole taken down, each by
    a recorded command.
    """

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="publication")
    kind_title = models.CharField(max_length=60)
    title = models.CharField(max_length=TITLE)
    body = models.TextField(max_length=LONGEST_BODY)
    contact = models.CharField(max_length=LINE)
    places = models.CharField(max_length=LINE)
    organisation = models.CharField(max_length=120)
    township = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()
    length = models.CharField(max_length=20)
    is_provisional = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    taken_down_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_publication"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="publication_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["ends_on", "id"], name="publication_current"),
            models.Index(fields=["township", "ends_on", "id"], name="publication_township"),
        ]

    def __str__(self) -> str:
        return self.title


class Objection(models.Model):
    """What somebody objects to a notice; words, source and finding are kept encrypted.

    ``receipt_index`` finds it by the number that its sender was given; the
    number itself is kept nowhere. The sender is named only where they wished it.
    """

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="objections")
    channel = models.CharField(
        max_length=10, choices=[(c.value, c.label) for c in ObjectionChannel]
    )
    content = models.BinaryField()
    source = models.BinaryField(default=b"")
    receipt_index = models.BinaryField(max_length=16, unique=True)
    state = models.CharField(
        max_length=15,
        choices=[(s.value, s.label) for s in ObjectionState],
        default=ObjectionState.RECEIVED,
    )
    version = models.PositiveIntegerField(default=1)
    received_on = models.DateField()
    received_at = models.DateTimeField()
    entered_ref = models.BigIntegerField(null=True)
    entered_by = models.CharField(max_length=60)
    # Whether the committee lets the branch read it, to help with the investigation.
    is_shared = models.BooleanField(default=False)
    investigators = models.CharField(max_length=LINE, blank=True, default="")
    taken_up_at = models.DateTimeField(null=True)
    finding = models.BinaryField(default=b"")
    decision = models.CharField(
        max_length=10,
        blank=True,
        default="",
        choices=[(d.value, d.label) for d in ObjectionDecision],
    )
    decided_by = models.CharField(max_length=60, blank=True, default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_objection"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="closed", decided_at__isnull=False) & ~Q(decision="")
                | ~Q(state="closed") & Q(decision="", decided_at__isnull=True),
                name="objection_closed_has_decision",
            ),
        ]
        indexes = [models.Index(fields=["notice", "state"], name="objection_state")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.state}"
