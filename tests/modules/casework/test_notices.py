"""Writing a public notice, and having another hand review it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import cast
from tests.county import County
from tests.posted import CONTACT, POSTED, RECORD, Poster, on
from tests.walk import Walker
from xianfeng.casework.commands import notices
from xianfeng.casework.models import Notice, NoticeEntry
from xianfeng.casework.queries import notices as reads
from xianfeng.casework.vocab.notices import NoticePhase
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.trust.models import LedgerEntry
from xianfeng.trust.vocab import Held, Role

pytestmark = pytest.mark.django_db
TOMORROW = on(date(2024, 7, 20))


@pytest.fixture
def poster() -> Poster:
    return Poster(Walker(County()))


def refused(act: Any, **given: Any) -> tuple[str, ...]:
    with pytest.raises(Refused) as caught:
        act(**given)
    return caught.value.verdict.checks()


def test_composes_the_text_from_what_is_known(poster: Poster) -> None:
    desk = reads.new(poster.branch, poster.walker.case_id, RECORD, today=POSTED)

    assert desk.text.title == "关于拟确定申向党同志为发展对象的公示"
    assert "申向党，男，汉族，1995年3月出生，学历普通高中毕业。" in desk.text.body
    assert "2023年1月10日递交入党申请书，2023年7月10日确定为入党积极分子。" in desk.text.body
    assert (desk.text.days, desk.text.places) == (5, "党务公开栏、村务公开栏")
    assert desk.ends_on == date(2024, 7, 26)


def test_offers_whom_the_branch_named_last(poster: Poster) -> None:
    poster.draft()

    assert (
        reads.new(poster.branch, poster.walker.case_id, RECORD, today=POSTED).text.contact
        == CONTACT
    )


def test_keeps_the_text_and_its_digest(poster: Poster) -> None:
    poster.draft()

    assert (poster.row.state, poster.row.version, poster.row.contact) == ("draft", 1, CONTACT)
    entry = NoticeEntry.objects.get(notice=poster.id)
    assert (entry.act, entry.detail["body"]) == ("drafted", poster.row.body)
    ledger = LedgerEntry.objects.get(event="casework.notice.drafted")
    assert ledger.chain == f"case:{poster.walker.case_id}"
    assert entry.detail["sha256"] in ledger.detail
    assert "申向党" not in ledger.detail


@pytest.mark.parametrize(
    ("changes", "checks"),
    [
        ({"body": "申向党，电话19900001234"}, ("N-02",)),
        ({"title": "99999919950308001X的公示"}, ("N-02",)),
        ({"contact": "99999919950308001X"}, ("N-02",)),
        ({"days": 4}, ("N-01",)),
        ({"contact": " \u200b"}, ("D-64",)),
        ({"body": "长" * 2001}, ("D-64",)),
    ],
)
def test_takes_no_unfit_text(poster: Poster, changes: dict[str, Any], checks: tuple[str]) -> None:
    assert refused(poster.draft, **changes) == checks
    assert not Notice.objects.exists()


def test_changes_nothing_when_an_edit_is_refused(poster: Poster) -> None:
    poster.draft()
    unfit = replace(poster.text(), body="妻子王某务农")

    checks = refused(
        notices.edit, actor=poster.branch, notice_id=poster.id, text=unfit, at=TOMORROW
    )

    assert checks == ("N-02",)
    assert (poster.row.version, "妻子" in poster.row.body) == (1, False)
    assert NoticeEntry.objects.count() == 1


def test_writes_one_notice_for_one_record(poster: Poster) -> None:
    poster.draft()

    with pytest.raises(Conflict):
        poster.draft()

    assert Notice.objects.count() == 1


def test_waits_for_the_turn_of_the_step() -> None:
    walker = Walker(County()).until("decide-candidate")
    text = notices.NoticeText(title="公示", body="公示", contact=CONTACT, places="公开栏", days=5)
    given = {
        "actor": walker.actors["branch"],
        "case_id": walker.case_id,
        "text": text,
        "at": TOMORROW,
    }

    assert refused(notices.draft, record=RECORD, **given) == ("D-52",)
    with pytest.raises(Notice.DoesNotExist):
        notices.draft(record="talk", **given)


def test_is_written_by_the_branch_only(poster: Poster) -> None:
    text = poster.text()
    given = {"case_id": poster.walker.case_id, "record": RECORD, "text": text, "at": TOMORROW}

    with pytest.raises(NotAllowed):
        notices.draft(actor=poster.committee, **given)
    with pytest.raises(NotAllowed):
        notices.draft(actor=cast.member(person_id=poster.walker.person.pk), **given)
    stranger = cast.branch_secretary(poster.walker.county.other_branch.path)
    with pytest.raises(poster.walker.person.cases.model.DoesNotExist):
        notices.draft(actor=stranger, **given)
    assert not Notice.objects.exists()


def test_notes_who_cleared_which_fields(poster: Poster) -> None:
    poster.draft().submit().clear()

    row = poster.row
    assert (row.state, row.cleared_by, row.cleared_at) == ("cleared", "罗成", on(POSTED))
    assert row.fields == ["name", "sex", "ethnicity", "born", "education"]
    assert LedgerEntry.objects.filter(event="casework.notice.cleared").count() == 1


def test_lets_nobody_clear_their_own_text(poster: Poster) -> None:
    path = poster.walker.county.committee.path
    both = replace(poster.branch, held=(*poster.branch.held, Held(Role.COMMITTEE_ORGANISER, path)))
    poster.draft().submit()

    assert refused(notices.clear, actor=both, notice_id=poster.id, at=TOMORROW) == ("X-06",)
    with pytest.raises(NotAllowed):
        notices.clear(actor=poster.branch, notice_id=poster.id, at=TOMORROW)

    assert poster.row.state == "waiting"
    notices.clear(
        actor=cast.county_office(poster.walker.county.root.path), notice_id=poster.id, at=TOMORROW
    )
    assert poster.row.cleared_by == "韩梅"


def test_lets_nobody_clear_what_they_wrote_and_another_only_touched_up(poster: Poster) -> None:
    path = poster.walker.county.committee.path
    both = replace(poster.branch, held=(*poster.branch.held, Held(Role.COMMITTEE_ORGANISER, path)))
    poster.draft()
    colleague = replace(poster.branch, account_id=877, name="冉副书记")
    text = replace(poster.text(), days=6)
    notices.edit(actor=colleague, notice_id=poster.id, text=text, at=TOMORROW)
    poster.submit()

    assert refused(notices.clear, actor=both, notice_id=poster.id, at=TOMORROW) == ("X-06",)

    assert poster.row.state == "waiting"


def test_keeps_unreviewed_text_from_the_public_in_the_database_too(poster: Poster) -> None:
    poster.draft()
    rows = Notice.objects.filter(pk=poster.id)

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="published", starts_on=POSTED, ends_on=date(2024, 7, 26))
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="cleared", cleared_at=TOMORROW, cleared_ref=903, text_ref=903)


def test_an_edit_makes_the_review_void(poster: Poster) -> None:
    poster.draft().submit().clear()
    text = replace(poster.text(), days=7)

    notices.edit(actor=poster.branch, notice_id=poster.id, text=text, at=TOMORROW)

    row = poster.row
    assert (row.state, row.days, row.cleared_at, row.fields) == ("draft", 7, None, [])


def test_goes_back_to_the_writer_with_a_reason(poster: Poster) -> None:
    poster.draft().submit()
    given = {"actor": poster.committee, "notice_id": poster.id, "at": TOMORROW}

    assert refused(notices.send_back, why="改", **given) == ("D-64",)
    notices.send_back(why="请补充受理时间", **given)

    assert poster.row.state == "draft"
    assert NoticeEntry.objects.latest("id").note == "请补充受理时间"


def test_tells_whoever_comes_second(poster: Poster) -> None:
    poster.draft()
    given = {"actor": poster.branch, "notice_id": poster.id, "at": TOMORROW, "version": 1}
    notices.submit(**given)

    with pytest.raises(Conflict) as conflict:
        notices.edit(text=poster.text(), **given)

    assert conflict.value.verdict.checks() == ("D-62",)
    assert poster.row.state == "waiting"


def test_shows_what_may_be_done_by_whom(poster: Poster) -> None:
    poster.draft().submit()

    branch = reads.one(poster.branch, poster.id, today=POSTED)
    committee = reads.one(poster.committee, poster.id, today=POSTED)

    assert (branch.may_write, branch.may_review, branch.may_withdraw) == (True, False, True)
    assert (committee.may_write, committee.may_review, committee.may_withdraw) == (
        False,
        True,
        False,
    )
    assert branch.phase is NoticePhase.WAITING
    with pytest.raises(Notice.DoesNotExist):
        reads.one(
            cast.branch_secretary(poster.walker.county.other_branch.path), poster.id, today=POSTED
        )
    with pytest.raises(Notice.DoesNotExist):
        reads.one(cast.member(person_id=poster.walker.person.pk), poster.id, today=POSTED)
