"""The pages of a notice: what to do next, for whom; the list in how many queries; the sheet for the board."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.county import County
from tests.posted import CONTACT, LAST, POSTED, RECORD, Poster, on
from tests.walk import Walker
from xianfeng.casework.commands import publications
from xianfeng.casework.models import Case, Notice, Objection
from xianfeng.trust.models import Grant, LedgerEntry

pytestmark = pytest.mark.django_db
MOST = 12


class Office:
    """A poster with a browser for the branch and one for the committee."""

    def __init__(self) -> None:
        self.poster = Poster(Walker(County()))
        self.branch = cast.client_of(self.poster.branch, username="zhibu")
        self.committee = cast.client_of(self.poster.committee, username="dangwei")
        # The story plays before the accounts of the cast were made.
        Grant.objects.update(starts_on=date(2020, 1, 1))

    @property
    def address(self) -> str:
        return f"/notices/{self.poster.id}/"


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    made = Office()
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: on(POSTED))
    return made


def at(day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: on(day))


def words(client: Client, url: str, **data: Any) -> str:
    response = client.get(url, data)
    assert response.status_code == 200, url
    return response.content.decode()


def queries(client: Client, url: str) -> int:
    words(client, url)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        words(client, url)
    return len(caught)


def typed(office: Office, **changes: str) -> dict[str, str]:
    text = office.poster.text()
    return {**text.lines(), "days": str(text.days), "version": "1", **changes}


def test_offers_the_composed_text_and_keeps_what_was_typed_when_refused(office: Office) -> None:
    url = f"/cases/{office.poster.walker.case_id}/notices/{RECORD}/new"
    assert "关于拟确定申向党同志为发展对象的公示" in words(office.branch, url)

    refused = office.branch.post(url, typed(office, body="申向党，电话19900001234，务农"))

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "公示内容含电话号码，不得发布" in page and "电话19900001234，务农" in page
    assert not Notice.objects.exists()
    assert office.branch.post(url, typed(office)).status_code == 302
    assert Notice.objects.get().contact == CONTACT


def test_leads_from_draft_to_the_board(office: Office) -> None:
    office.poster.draft()
    assert "送保密审查" in words(office.branch, office.address)
    assert "审查通过" not in words(office.committee, office.address)

    office.branch.post(f"{office.address}submit", {"version": "1"})
    page = words(office.committee, office.address)
    assert "审查通过" in page and "姓名、性别、民族、出生年月、学历" in page

    office.committee.post(f"{office.address}clear", {"version": "2"})
    assert "今天张贴的，公示到 2024-07-26" in words(office.branch, office.address)

    posted = {"posted_on": "2024-07-19", "places": "村务公开栏", "version": "3"}
    assert office.branch.post(f"{office.address}publish", posted).status_code == 302
    page = words(office.branch, office.address)
    assert "公示到 2024-07-26，第二天起办理公示环节" in page
    assert f"/public/notices/{office.poster.id}/" in page
    assert f"{office.address}edit" not in page


def test_shows_a_refused_posting_with_what_was_typed(office: Office) -> None:
    office.poster.draft().submit().clear()

    late = office.branch.post(
        f"{office.address}publish", {"posted_on": "2024-07-22", "places": "祠堂门口"}
    )

    assert late.status_code == 422
    assert "祠堂门口" in late.content.decode() and "2024年7月22日" in late.content.decode()
    assert office.branch.post(f"{office.address}publish", {"posted_on": ""}).status_code == 422
    assert office.poster.row.state == "cleared"


def test_answers_409_to_an_older_page(office: Office) -> None:
    office.poster.draft()

    stale = office.branch.post(f"{office.address}edit", typed(office, version="7"))

    assert stale.status_code == 409
    assert "冉云" in stale.content.decode()


def test_does_the_step_from_the_notice_once_it_is_over(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.poster.posted()
    step = f"/cases/{office.poster.walker.case_id}/steps/9/"
    at(LAST, monkeypatch)
    assert "办理公示环节</a>" not in words(office.branch, office.address)

    at(date(2024, 7, 27), monkeypatch)
    assert step in words(office.branch, office.address)
    form = words(office.branch, step)
    assert "candidate_notice.starts_on" not in form and "2024年7月26日" in form


def test_invites_to_write_the_notice_on_the_steps_form(office: Office) -> None:
    form = words(office.branch, f"/cases/{office.poster.walker.case_id}/steps/9/")

    assert f"/cases/{office.poster.walker.case_id}/notices/{RECORD}/new" in form
    assert 'name="candidate_notice.starts_on"' in form


def test_leads_from_the_case_to_its_notice(office: Office) -> None:
    office.poster.draft()

    assert office.address in words(office.branch, f"/cases/{office.poster.walker.case_id}/")


def test_prints_the_sheet_with_the_days_counted_from_the_planned_posting(office: Office) -> None:
    office.poster.draft().submit().clear()

    planned = words(office.branch, f"{office.address}sheet", on="2024-07-22")
    assert "2024年7月22日张贴，至2024年7月29日止" in planned
    assert "2024年7月19日张贴，至2024年7月26日止" in words(
        office.branch, f"{office.address}sheet", on="9999-99-99"
    )
    office.poster.publish()
    assert "至2024年7月26日止" in words(office.branch, f"{office.address}sheet", on="2024-07-22")


def test_shows_a_photo_to_whoever_sees_the_notice(office: Office) -> None:
    office.poster.posted()
    photo = BytesIO(b"\xff\xd8\xff\xe0board")
    photo.name = "board.jpg"

    assert office.branch.get(f"{office.address}photo").status_code == 404
    assert office.branch.post(f"{office.address}photo", {"file": photo}).status_code == 302

    shown = office.committee.get(f"{office.address}photo")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(shown.streaming_content) == b"\xff\xd8\xff\xe0board"


def test_takes_a_call_down_and_shows_the_receipt_once(office: Office) -> None:
    office.poster.posted()
    url = f"{office.address}objections/new"
    call = {
        "channel": "phone", "received_on": "2024-07-19", "content": "来电反映邻里纠纷",
        "source": "村民甲", "token": "one",
    }  # fmt: skip

    assert office.branch.post(url, {**call, "channel": "", "received_on": "x"}).status_code == 422
    receipt = office.branch.post(url, call).content.decode()

    assert "反映编号" in receipt
    assert Objection.objects.get().channel == "phone"
    again = office.branch.post(url, call).content.decode()
    assert again.split("<code>")[1][:14] == receipt.split("<code>")[1][:14]
    assert Objection.objects.count() == 1


def test_the_committee_takes_up_and_decides_on_one_page(office: Office) -> None:
    office.poster.posted()
    office.branch.post(
        f"{office.address}objections/new",
        {
            "channel": "visit",
            "received_on": "2024-07-19",
            "content": "来访反映情况",
            "source": "村民甲",
        },
    )
    row = Objection.objects.get()
    url = f"/objections/{row.pk}/"
    assert "开始调查" not in words(office.branch, url)
    assert "村民甲" not in words(office.committee, url)

    assert office.committee.post(f"{url}decide", {"version": "1"}).status_code == 422
    office.committee.post(f"{url}take-up", {"investigators": "罗成、王书记", "version": "1"})
    bad = office.committee.post(f"{url}decide", {"finding": "不属实情", "version": "2"})
    assert bad.status_code == 422 and "不属实情" in bad.content.decode()
    office.committee.post(
        f"{url}decide", {"finding": "不属实情", "decision": "adverse", "version": "2"}
    )
    assert "不予发展" in words(office.branch, office.address)

    shown = office.committee.post(f"{url}source", {"why": "核实情况需要"}).content.decode()
    assert "村民甲" in shown
    assert LedgerEntry.objects.filter(event="casework.objection.source_shown").count() == 1


def test_hides_from_the_branch_what_a_visitor_wrote(office: Office) -> None:
    office.poster.posted()
    from_public = "支部书记应当回避"
    office.poster.object(from_public)

    assert from_public not in words(office.branch, office.address)
    assert from_public in words(office.committee, office.address)


def test_lists_by_what_is_to_be_done(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.poster.draft()
    assert "申向党" in words(office.branch, "/notices/", shelf="preparing")
    assert "申向党" not in words(office.branch, "/notices/")

    office.poster.submit().clear().publish()
    office.poster.object()
    for shelf in ("running", "objected", "nonsense"):
        assert "申向党" in words(office.branch, "/notices/", shelf=shelf), shelf
    at(date(2024, 7, 27), monkeypatch)
    assert "申向党" in words(office.branch, "/notices/", shelf="over")
    publications.withdraw(
        actor=office.poster.branch, notice_id=office.poster.id, why="重新公示", at=on(LAST)
    )
    assert "申向党" in words(office.branch, "/notices/", shelf="withdrawn")


def crowd(office: Office, count: int) -> None:
    """Put so many running notices into the branch, each with an open objection."""
    former = Case.objects.get(pk=office.poster.walker.case_id)
    made = Case.objects.bulk_create(
        Case(
            family=former.family, edition=former.edition, person=former.person,
            organisation=former.organisation, org_path=former.org_path, opened_at=former.opened_at,
            opened_by="冉云", stage=former.stage, state="ended", closed_on=POSTED,
        )
        for _n in range(count)
    )  # fmt: skip
    rows = Notice.objects.bulk_create(
        Notice(
            case=case, kind="candidate", record=RECORD, org_path=case.org_path, state="published",
            title="公示", body="公示", contact=CONTACT, places="公开栏", days=5, unit="workdays",
            text_by="冉云", text_at=on(POSTED), cleared_at=on(POSTED), starts_on=POSTED,
            ends_on=LAST, sort_on=LAST,
        )
        for case in made
    )  # fmt: skip
    Objection.objects.bulk_create(
        Objection(
            notice=row, channel="portal", content=b"", receipt_index=b"%016d" % row.pk,
            received_on=POSTED, received_at=on(POSTED), entered_by="群众",
        )
        for row in rows
    )  # fmt: skip


@pytest.mark.parametrize("url", ["/notices/", "/notices/?shelf=objected", "/"])
def test_takes_the_same_few_queries_for_20_notices_as_for_200(office: Office, url: str) -> None:
    crowd(office, 20)
    few = queries(office.committee, url)
    crowd(office, 180)

    assert queries(office.committee, url) == few <= MOST


def test_one_notice_takes_few_queries_however_many_object(office: Office) -> None:
    office.poster.posted()
    office.poster.object()
    few = queries(office.committee, office.address)
    for n in range(9):
        office.poster.object(token=f"{n}")

    assert queries(office.committee, office.address) == few <= MOST


def test_pages_through_more_notices_than_one_page_holds(office: Office) -> None:
    crowd(office, 120)
    page = words(office.branch, "/notices/")

    assert page.count("<tr><th") == 51  # the heading and fifty rows
    assert "after=2024-07-26" in page
