"""Files whose time of keeping is over, for tests: ended long ago, with something in every table."""

import io
from datetime import UTC, date, datetime

from tests import cast
from tests.county import County
from tests.posted import Poster, on
from tests.walk import NOW, Walker
from xianfeng.casework.commands import cases, disposals, objections, publications
from xianfeng.casework.models import Case, Evidence, Objection, Paper
from xianfeng.casework.vocab.notices import ObjectionDecision
from xianfeng.registry.models import Person
from xianfeng.trust.commands import evidence as files
from xianfeng.trust.vocab import Actor

NAME, WORDS, LONG_AGO = "申屠向葵", "甘棠树下", date(2024, 11, 1)
TODAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
BASIS = "个人信息保护法第十九条，县委组织部会议研究"
SCAN, PHOTO = b"%PDF-1.4\n" + WORDS.encode(), b"\x89PNG\r\n\x1a\n" + WORDS.encode()


class Due:
    """One county with files that are due, and the two hands that dispose of them."""

    def __init__(self, county: County | None = None) -> None:
        """Begin with a county and its two officials."""
        self.county = county or County()
        self.first: Actor = cast.county_office(self.county.root.path)
        self.second = Actor(977, "秦川", self.first.held)

    def ended(self, name: str = "甲某", closed_on: date = LONG_AGO) -> int:
        """Return a small case that ended long ago."""
        walker = Walker(self.county, name=name).until("first-talk")
        return self._end(walker, closed_on)

    def furnished(self, name: str = NAME) -> int:
        """Return a case with notice, photo, objection, reviews, scans and words everywhere."""
        poster = Poster(Walker(self.county, name=name)).draft().submit().clear()
        poster.publish()
        publications.add_photo(
            actor=poster.branch, notice_id=poster.id, name="a.png", content=io.BytesIO(PHOTO),
            at=NOW,
        )  # fmt: skip
        poster.object(f"{WORDS}有人说{name}不住村里")
        objection = Objection.objects.get()
        objections.take_up(
            actor=poster.committee, objection_id=objection.pk, investigators=f"{WORDS}二人",
            is_shared=True, at=on(date(2024, 7, 23)),
        )  # fmt: skip
        objections.decide(
            actor=poster.committee, objection_id=objection.pk, finding=f"{WORDS}查无此事",
            decision=ObjectionDecision.NO_EFFECT, at=on(date(2024, 7, 24)),
        )  # fmt: skip
        walker = poster.walker
        opinion = {"on": "2024-02-01", "reviewer": "王书记", "opinion": f"{WORDS}{name}表现好"}
        Evidence.objects.filter(case=walker.case_id).update(facts=opinion)
        kept = files.store(actor=poster.branch, name="a.pdf", content=io.BytesIO(SCAN), at=NOW)
        paper = Paper.objects.filter(case=walker.case_id).order_by("id").first()
        assert paper is not None
        Paper.objects.filter(pk=paper.pk).update(file=kept, file_name=f"{name}申请书.pdf")
        return self._end(walker, LONG_AGO)

    def _end(self, walker: Walker, closed_on: date) -> int:
        why = f"{WORDS}，本人书面撤回"
        cases.end(actor=walker.actors["branch"], case_id=walker.case_id, why=why, at=NOW)
        Case.objects.filter(pk=walker.case_id).update(closed_on=closed_on)
        return walker.case_id

    def drawn_up(self, *case_ids: int) -> int:
        """Return a list with these files."""
        return disposals.draw_up(actor=self.first, case_ids=case_ids, basis=BASIS, at=TODAY)

    def approved(self, *case_ids: int) -> int:
        """Return the same, approved by the other hand."""
        made = self.drawn_up(*case_ids)
        disposals.approve(actor=self.second, disposal_id=made, at=TODAY)
        return made

    def carried(self, *case_ids: int) -> disposals.Carried:
        """Carry such a list out."""
        made = self.approved(*case_ids)
        return disposals.carry_out(actor=self.first, disposal_id=made, at=TODAY)


def person_of(case_id: int) -> Person:
    """Return whose file it is."""
    return Case.objects.select_related("person").get(pk=case_id).person
