"""The review of a record by a higher organisation, in that organisation's own hands."""

from django.db import models
from django.db.models import F, Q

from xianfeng.casework.vocab.reviews import ReviewState


class Review(models.Model):
    """One submission to the reviewer and the answer to it (check D-59, ADR 19).

    ``result`` is the code that the record's kind offers, ``why`` the words that go with a
    refusal. ``last_entry`` is the case's last entry when it was asked: once the case has
    been returned since, the answer counts no more.
    """

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="reviews")
    record = models.CharField(max_length=40)
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.label) for s in ReviewState],
        default=ReviewState.ASKED,
    )
    last_entry = models.PositiveBigIntegerField(default=0)
    asked_on = models.DateField()
    asked_ref = models.BigIntegerField(null=True)
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    result = models.CharField(max_length=40, blank=True, default="")
    why = models.CharField(max_length=400, blank=True, default="")
    answered_on = models.DateField(null=True, blank=True)
    answered_ref = models.BigIntegerField(null=True)
    answered_by = models.CharField(max_length=60, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "casework_review"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "record", "round"],
                condition=Q(state="asked"),
                name="review_one_asked",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["passed", "refused"], answered_on__isnull=False)
                & ~Q(result="")
                | Q(state__in=["asked", "recalled"], answered_on__isnull=True, result=""),
                name="review_answered_has_result",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(why=""), name="review_refused_says_why"
            ),
            # Who asks does not answer: two hands, as for a public notice.
            models.CheckConstraint(
                condition=Q(answered_ref__isnull=True)
                | Q(asked_ref__isnull=True)
                | ~Q(answered_ref=F("asked_ref")),
                name="review_answered_by_another_hand",
            ),
        ]
        indexes = [models.Index(fields=["state", "record", "id"], name="review_state")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.record} {self.state}"
