"""A meeting that votes: its roll, who took part, what was voted on, and the totals.

Check V-14 is kept by the shape of these tables: whoever took part stands in
:class:`Attendance`, how the votes fell stands in :class:`Tally`, and no column
leads from one to the other. A tally does not even say who typed it; the ledger does.
"""

from django.db import models
from django.db.models import F, Q

from xianfeng.casework.vocab import MeetingState, Presence, ReversalKind
from xianfeng.kernel import paths

NAME = 60


class Meeting(models.Model):
    """One sitting of a branch. ``version`` grows with every change (check D-62).

    ``present``, ``written`` and ``written_on`` are counted when the meeting is
    closed: the rows behind them may be dropped then (:func:`rules.ballots.betrays`).
    """

    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="meetings"
    )
    org_path = models.CharField(max_length=paths.LENGTH)
    held_on = models.DateField()
    place = models.CharField(max_length=NAME)
    chair = models.CharField(max_length=NAME)
    scrutineer = models.ForeignKey(
        "registry.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    teller = models.ForeignKey(
        "registry.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.label) for s in MeetingState],
        default=MeetingState.PLANNED.value,
    )
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=NAME)
    frozen_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    present = models.PositiveSmallIntegerField(default=0)
    written = models.PositiveSmallIntegerField(default=0)
    written_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        db_table = "casework_meeting"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["sitting", "finished"]) | Q(frozen_at__isnull=False),
                name="meeting_sits_on_a_roll",
            ),
            models.CheckConstraint(
                condition=Q(state="finished", closed_at__isnull=False)
                | (~Q(state="finished") & Q(closed_at__isnull=True)),
                name="meeting_finished_has_time",
            ),
            models.CheckConstraint(
                condition=Q(scrutineer__isnull=True) | ~Q(scrutineer=F("teller")),
                name="meeting_two_count",
            ),
        ]
        indexes = [models.Index(fields=["org_path", "held_on", "id"], name="meeting_place")]

    def __str__(self) -> str:
        return f"meeting {self.pk}"


class Seat(models.Model):
    """One line of the roll as it was frozen: a full member in rights on the meeting's day.

    ``reason`` and ``approval`` are filled where the member is not counted (V-04).
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=NAME)
    is_entitled = models.BooleanField(default=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    approval = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        db_table = "casework_roll"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="seat_once"),
            models.CheckConstraint(
                condition=Q(is_entitled=True, reason="", approval="")
                | (Q(is_entitled=False) & ~Q(reason="") & ~Q(approval="")),
                name="seat_excluded_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.name}"


class Attendance(models.Model):
    """That somebody on the roll took part, present or by an opinion handed in before; never how they voted."""

    seat = models.OneToOneField(Seat, on_delete=models.PROTECT, related_name="attendance")
    presence = models.CharField(max_length=10, choices=[(p.value, p.label) for p in Presence])
    handed_in_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "casework_attendance"
        constraints = [
            models.CheckConstraint(
                condition=Q(presence="present", handed_in_on__isnull=True)
                | Q(presence="written", handed_in_on__isnull=False),
                name="attendance_written_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.presence}"


class AgendaItem(models.Model):
    """One candidate on the agenda: the case, the record that the vote feeds, and what is proposed.

    ``proposal`` holds the record's facts that are decided and not counted, as
    JSON. ``is_current`` marks the one vote that the case's step is signed from;
    a later vote takes the place of one that failed.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="votes")
    step = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    round = models.PositiveSmallIntegerField()
    proposal = models.JSONField(default=dict)
    applicant_present = models.BooleanField(null=True, blank=True)
    is_current = models.BooleanField(default=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "casework_agenda_item"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "case"],
                condition=Q(withdrawn_at__isnull=True),
                name="item_once_a_meeting",
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "round"],
                condition=Q(is_current=True),
                name="item_one_current",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(is_current=False),
                name="item_withdrawn_not_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.case_id}"


class Reversal(models.Model):
    """What was taken back of a counted vote, and why; rows are only ever added.

    ``before`` holds the totals as they stood, by the columns of :class:`Tally`.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="reversals")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="reversals")
    kind = models.CharField(max_length=10, choices=[(k.value, k.label) for k in ReversalKind])
    before = models.JSONField(default=dict)
    why = models.CharField(max_length=400)
    actor_name = models.CharField(max_length=NAME)
    at = models.DateTimeField()

    class Meta:
        db_table = "casework_vote_reversal"
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="reversal_says_why"),
        ]

    def __str__(self) -> str:
        return f"reversal {self.item_id} {self.kind}"


class Tally(models.Model):
    """The totals of one vote. Contradictions cannot be stored (V-09, V-10)."""

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="tally")
    issued = models.PositiveIntegerField()
    returned = models.PositiveIntegerField()
    yes = models.PositiveIntegerField()
    no = models.PositiveIntegerField()
    abstain = models.PositiveIntegerField()
    void = models.PositiveIntegerField()
    written_yes = models.PositiveIntegerField()
    written_no = models.PositiveIntegerField()

    class Meta:
        db_table = "casework_tally"
        constraints = [
            models.CheckConstraint(
                condition=Q(returned__lte=F("issued")), name="tally_returned_of_issued"
            ),
            models.CheckConstraint(
                condition=Q(returned=F("yes") + F("no") + F("abstain") + F("void")),
                name="tally_boxes_add_up",
            ),
        ]

    def __str__(self) -> str:
        return f"tally {self.item_id}"
