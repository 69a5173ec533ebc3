"""A public notice for tests: drafted, reviewed and posted by commands, on days of their own."""

from datetime import UTC, date, datetime
from typing import Any

from tests.walk import Walker
from xianfeng.casework.commands import notices, objections, publications
from xianfeng.casework.commands.notices import NoticeText
from xianfeng.casework.commands.objections import Told
from xianfeng.casework.models import Notice
from xianfeng.casework.queries import notices as reads
from xianfeng.casework.vocab.notices import ObjectionChannel

RECORD, STEP, NUMBER = "candidate_notice", "publish-candidate", 9
# Friday; five working days later it is Friday again.
POSTED, LAST = date(2024, 7, 19), date(2024, 7, 26)
CONTACT = "山丹镇党委组织办，电话0938-3421234"


def on(day: date, hour: int = 2) -> datetime:
    """Return an instant of that day in China's morning."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


class Poster:
    """Takes the candidate's notice of one case from draft to its end."""

    def __init__(self, walker: Walker) -> None:
        """Begin where the notice's turn has come."""
        self.walker = walker.until(STEP)
        self.branch, self.committee = walker.actors["branch"], walker.actors["committee"]
        self.id = 0

    @property
    def row(self) -> Notice:
        """The notice as it lies in the table."""
        return Notice.objects.get(pk=self.id)

    def text(self, **changes: Any) -> NoticeText:
        """Return the composed text with whom to turn to."""
        composed = reads.new(self.branch, self.walker.case_id, RECORD, today=POSTED).text
        values = {**composed.lines(), "days": composed.days, "contact": CONTACT, **changes}
        return NoticeText(**values)

    def draft(self, **changes: Any) -> "Poster":
        """Write it."""
        self.id = notices.draft(
            actor=self.branch, case_id=self.walker.case_id, record=RECORD,
            text=self.text(**changes), at=on(POSTED),
        )  # fmt: skip
        return self

    def submit(self) -> "Poster":
        """Hand it to the review."""
        notices.submit(actor=self.branch, notice_id=self.id, at=on(POSTED))
        return self

    def clear(self) -> "Poster":
        """Let the committee review it."""
        notices.clear(actor=self.committee, notice_id=self.id, at=on(POSTED))
        return self

    def publish(self, day: date = POSTED, **options: Any) -> "Poster":
        """Post it."""
        publications.publish(
            actor=self.branch, notice_id=self.id, posted_on=day, places="", at=on(day), **options
        )
        return self

    def posted(self) -> "Poster":
        """Take it all the way to the board."""
        return self.draft().submit().clear().publish()

    def object(self, words: str = "此人在外务工，未参加学习", *, token: str = "one") -> str:
        """Let a visitor object; return the receipt number."""
        return objections.receive(
            notice_id=self.id, told=Told(content=words), token=token, at=on(date(2024, 7, 22))
        )

    def enter(self, words: str = "来电反映邻里纠纷", *, token: str = "call", **options: Any) -> str:
        """Let the branch write down a call."""
        options = {"actor": self.branch, "channel": ObjectionChannel.PHONE, **options}
        return objections.enter(
            notice_id=self.id, told=Told(content=words, source="村民甲"),
            received_on=date(2024, 7, 23), token=token, at=on(date(2024, 7, 23)), **options,
        )  # fmt: skip

    def sign(self) -> int:
        """Sign the step from the notice."""
        return self.walker.sign(STEP)
