"""Matters of accountability: opened, notified, answered, closed, reopened, by whom and by nobody else."""

import io
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import cast, snapshot
from tests.county import County
from tests.walk import NOW, Walker
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.recruitment.commands import inquiries
from xianfeng.recruitment.commands.inquiries import Matter
from xianfeng.recruitment.models import Inquiry, InquiryEntry
from xianfeng.recruitment.queries import inquiries as reads
from xianfeng.recruitment.queries.inquiries import InquiryFilter
from xianfeng.recruitment.vocab.accountability import AccountOutcome, InquirySource
from xianfeng.registry.models import Organisation
from xianfeng.trust.models import LedgerEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
TODAY = date(2026, 11, 23)
PDF = b"%PDF-1.4 minutes of the meeting"


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch, settings, tmp_path) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)
    settings.FILES_DIR = tmp_path


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def office(county):
    return cast.county_office(county.root.path)


@pytest.fixture
def organiser(county):
    return cast.committee_organiser(county.committee.path)


@pytest.fixture
def secretary(county):
    return cast.branch_secretary(county.branch.path)


def opened(actor, organisation, **changes) -> int:
    matter = {
        "organisation_id": organisation.pk, "matter": "政审材料在支部大会以后补造",
        "post": "党支部书记", "rule": "D-20", **changes,
    }  # fmt: skip
    return inquiries.open_matter(actor=actor, matter=Matter(**matter), at=NOW)


def notified(actor, organisation, **changes) -> int:
    pk = opened(actor, organisation, **changes)
    inquiries.notify(
        actor=actor, inquiry_id=pk, words="请限期整改并报告", on=None, due_on=None, at=NOW
    )
    return pk


def answered(opener, answerer, organisation) -> int:
    pk = notified(opener, organisation)
    inquiries.rectify(
        actor=answerer, inquiry_id=pk, words="已召开民主生活会并重新政审", on=TODAY, at=NOW
    )
    return pk


def close(actor, pk, *outcomes, words="处理恰当，予以办结") -> None:
    inquiries.close(
        actor=actor,
        inquiry_id=pk,
        words=words,
        outcomes=outcomes or (AccountOutcome.SELF_CRITICISM, AccountOutcome.ADMONITION),
        at=NOW,
    )


def test_goes_from_opening_to_closing_with_an_entry_and_a_ledger_line_each(
    county, office, secretary
) -> None:
    pk = answered(office, secretary, county.branch)
    close(office, pk)

    matter = Inquiry.objects.get(pk=pk)
    assert (matter.state, matter.closed_on, matter.due_on) == ("closed", TODAY, date(2026, 11, 30))
    assert matter.outcomes == ["self_criticism", "admonition"]
    assert (matter.opener_path, matter.committee_path) == (county.root.path, county.committee.path)
    kinds = ["open", "notify", "rectify", "close"]
    assert list(matter.entries.order_by("id").values_list("kind", flat=True)) == kinds
    events = LedgerEntry.objects.filter(chain=f"inquiry:{pk}").order_by("id")
    assert [entry.event.rsplit(".")[-1] for entry in events] == [
        "opened", "notified", "rectified", "closed",
    ]  # fmt: skip


def test_a_closing_is_taken_back_by_an_entry_that_names_it(county, office, secretary) -> None:
    pk = answered(office, secretary, county.branch)
    close(office, pk)
    inquiries.reopen(actor=office, inquiry_id=pk, words="群众反映整改不实", at=NOW)

    matter = Inquiry.objects.get(pk=pk)
    assert (matter.state, matter.closed_on, matter.outcomes) == ("rectified", None, [])
    closing = matter.entries.get(kind="close")
    assert matter.entries.get(kind="reopen").reverses == closing
    assert closing.outcomes == ["self_criticism", "admonition"]
    close(office, pk, AccountOutcome.DISCIPLINE)
    assert Inquiry.objects.get(pk=pk).outcomes == ["discipline"]


def test_an_answer_that_does_not_do_goes_back_with_a_new_limit(county, office, secretary) -> None:
    pk = answered(office, secretary, county.branch)
    limit = TODAY + timedelta(days=3)
    inquiries.send_back(actor=office, inquiry_id=pk, words="没有写明整改措施", due_on=limit, at=NOW)
    matter = Inquiry.objects.get(pk=pk)
    assert (matter.state, matter.due_on) == ("notified", limit)


def test_one_who_comes_to_hold_both_posts_is_one_hand_only(county, office, organiser) -> None:
    both = replace(office, held=(*office.held, *organiser.held))
    with pytest.raises(NotAllowed):
        opened(both, county.committee)
    pk = notified(office, county.committee)
    with pytest.raises(NotAllowed):
        inquiries.rectify(actor=both, inquiry_id=pk, words="已经整改到位", on=TODAY, at=NOW)
    inquiries.rectify(actor=organiser, inquiry_id=pk, words="已经整改到位", on=TODAY, at=NOW)
    answerer = replace(organiser, held=both.held)
    with pytest.raises(NotAllowed):
        close(answerer, pk)
    assert Inquiry.objects.get(pk=pk).state == "rectified"
    close(office, pk)


def test_nobody_opens_a_matter_against_their_own_place_or_beside_it(
    county, office, organiser, secretary
) -> None:
    before = snapshot.whole()
    for actor, place in (
        (organiser, county.committee), (office, county.root), (secretary, county.branch),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            opened(actor, place)
    with pytest.raises(Organisation.DoesNotExist):
        opened(organiser, county.other_branch)
    assert snapshot.whole() == before


def test_a_matter_needs_words_and_a_post_and_a_file_of_that_place(county, office) -> None:
    elsewhere = Walker(county).case_id
    before = snapshot.whole()
    with pytest.raises(Refused) as refused:
        opened(office, county.branch, matter="错", post="", rule="Z-99")
    assert [(r.check, r.field) for r in refused.value.verdict] == [
        ("A-04", "matter"), ("A-04", "post"), ("A-04", "rule"),
    ]  # fmt: skip
    with pytest.raises(Exception, match="does not exist"):
        opened(office, county.other_branch, case_id=elsewhere)
    assert snapshot.whole() == before


def test_the_answering_branch_sees_nothing_before_the_notice(county, office, secretary) -> None:
    pk = opened(office, county.branch)
    assert not reads.visible(secretary).exists()
    inquiries.notify(
        actor=office, inquiry_id=pk, words="请限期整改并报告", on=None, due_on=None, at=NOW
    )
    assert [row.pk for row in reads.visible(secretary)] == [pk]
    other = cast.branch_secretary(county.other_branch.path)
    assert not reads.visible(other).exists()


def test_only_the_answering_organisation_answers_and_only_the_opener_closes(
    county, office, organiser, secretary
) -> None:
    pk = notified(office, county.branch)
    for actor in (office, organiser):
        with pytest.raises(NotAllowed):
            inquiries.rectify(actor=actor, inquiry_id=pk, words="已经整改", on=TODAY, at=NOW)
    inquiries.rectify(actor=secretary, inquiry_id=pk, words="已经整改", on=TODAY, at=NOW)
    for actor in (organiser, secretary):
        with pytest.raises(NotAllowed):
            close(actor, pk)
    assert Inquiry.objects.get(pk=pk).state == "rectified"
    stranger = cast.branch_secretary(county.other_branch.path)
    with pytest.raises(Inquiry.DoesNotExist):
        close(stranger, pk)


def test_acts_out_of_turn_without_words_or_with_wrong_days_change_nothing(
    county, office, secretary
) -> None:
    pk = opened(office, county.branch)
    before = snapshot.whole()
    for act, check in (
        (lambda: close(office, pk), "A-02"),
        (lambda: inquiries.reopen(actor=office, inquiry_id=pk, words="需要重办", at=NOW), "A-02"),
        (lambda: inquiries.notify(actor=office, inquiry_id=pk, words="改", on=None, due_on=None, at=NOW), "A-04"),
        (lambda: inquiries.notify(actor=office, inquiry_id=pk, words="请限期整改", on=TODAY + timedelta(days=1), due_on=None, at=NOW), "A-03"),
        (lambda: inquiries.notify(actor=office, inquiry_id=pk, words="请限期整改", on=None, due_on=TODAY - timedelta(days=1), at=NOW), "A-03"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            act()
        assert check in refused.value.verdict.checks()
    assert snapshot.whole() == before


def test_closing_asks_for_an_outcome_that_does_not_contradict_itself(
    county, office, secretary
) -> None:
    pk = answered(office, secretary, county.branch)
    for outcomes in ((), (AccountOutcome.NONE, AccountOutcome.CRITICISM)):
        with pytest.raises(Refused) as refused:
            inquiries.close(
                actor=office, inquiry_id=pk, words="予以办结", outcomes=outcomes, at=NOW
            )
        assert refused.value.verdict.checks() == ("A-04",)
    close(office, pk, AccountOutcome.NONE)
    assert Inquiry.objects.get(pk=pk).outcomes == ["none"]


def test_the_database_itself_keeps_closings_dated_and_reversals_named(county, office) -> None:
    pk = opened(office, county.branch)
    for change in (
        lambda: Inquiry.objects.filter(pk=pk).update(state="closed"),
        lambda: Inquiry.objects.filter(pk=pk).update(closed_on=TODAY),
        lambda: Inquiry.objects.filter(pk=pk).update(state="notified"),
        lambda: InquiryEntry.objects.filter(inquiry=pk).update(kind="reopen"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_counts_stand_in_the_order_of_the_tree_and_open_their_rows(
    county, office, organiser, secretary
) -> None:
    opened(office, county.other_branch, rule="")
    late = notified(office, county.branch)
    Inquiry.objects.filter(pk=late).update(due_on=TODAY - timedelta(days=1))
    close(office, answered(office, secretary, county.branch))

    counts = reads.counts(office, today=TODAY)

    keys = [county.committee.path, county.other_committee.path]
    assert [row.key for row in counts.by_committee] == keys
    first = counts.by_committee[0]
    assert (first.total, first.open, first.overdue, first.closed) == (2, 1, 1, 1)
    assert [row.key for row in counts.by_rule] == ["none", "D-20"]
    for name, rows in (("committee", counts.by_committee), ("rule", counts.by_rule)):
        for row in rows:
            for number, more in (
                (row.total, {}), (row.open, {"state": "unsettled"}),
                (row.overdue, {"is_overdue": True}), (row.closed, {"state": "closed"}),
            ):  # fmt: skip
                wanted = InquiryFilter(**{name: row.key}, **more)
                assert reads.listed(office, wanted, today=TODAY)[1] == number
    # Out of reach is not even counted.
    assert [row.key for row in reads.counts(organiser, today=TODAY).by_committee] == keys[:1]


def test_pages_carry_a_matter_from_a_case_to_its_closing(county, office, secretary) -> None:
    walker = Walker(county).until("appoint-mentors")
    county_client, branch = cast.client_of(office), cast.client_of(secretary)
    address = f"/accountability/new/?case={walker.case_id}&rule=D-06"
    shown = county_client.get(address).content.decode()
    assert "支部委员会未集体研究或未备案" in shown
    answer = county_client.post(
        address, {"organisation": county.branch.pk, "post": "党支部书记", "matter": "没有会议记录", "clause": ""},
    )  # fmt: skip
    matter = Inquiry.objects.get()
    home = f"/accountability/{matter.pk}/"
    assert answer["Location"] == home
    assert (matter.source, matter.case_id, matter.rule) == (
        InquirySource.CASE, walker.case_id, "D-06",
    )  # fmt: skip
    assert branch.get(home).status_code == 404
    assert county_client.get(f"{home}notice/").status_code == 404
    sent = {
        "notify-words": "请限期整改并报告",
        "notify-on": "2026-11-23",
        "notify-due_on": "2026-11-20",
    }
    refused = county_client.post(f"{home}notify", sent)
    assert refused.status_code == 422
    assert "期限早于通知日期" in refused.content.decode()
    county_client.post(f"{home}notify", sent | {"notify-due_on": "2026-11-30"})
    assert "发展党员责任追究通知书" in branch.get(f"{home}notice/").content.decode()
    paper = io.BytesIO(PDF)
    paper.name = "民主生活会记录.pdf"
    branch.post(
        f"{home}rectify",
        {"rectify-words": "已补开会议", "rectify-on": "2026-11-23", "rectify-file": paper},
    )
    entry = InquiryEntry.objects.get(kind="rectify")
    served = county_client.get(f"{home}papers/{entry.pk}/")
    assert b"".join(served.streaming_content) == PDF
    assert branch.post(f"{home}close", {"close-words": "办结"}).status_code == 403
    done = county_client.post(
        f"{home}close", {"close-words": "予以办结", "close-outcomes": ["criticism"]}
    )
    assert done.status_code == 302
    assert "批评教育" in branch.get(home).content.decode()
    auditor = cast.client_of(cast.auditor())
    read = auditor.get(home).content.decode()
    assert "没有会议记录" in read
    assert walker.person.name not in read


def test_the_list_asks_no_more_for_many_matters_and_hides_what_is_elsewhere(county, office) -> None:
    client = cast.client_of(office)
    opened(office, county.branch)
    with CaptureQueriesContext(connection) as few:
        client.get("/accountability/")
    for number in range(25):
        opened(office, county.branch if number % 2 else county.other_branch)
    with CaptureQueriesContext(connection) as many:
        assert client.get("/accountability/").status_code == 200
    assert len(few) == len(many) <= 12


def test_the_ledger_holds_no_words_about_people(county, office, secretary) -> None:
    answered(office, secretary, county.branch)
    for entry in LedgerEntry.objects.filter(event__startswith="recruitment.inquiry"):
        detail = json.loads(entry.detail) if isinstance(entry.detail, str) else entry.detail
        assert detail.keys() == {"entry", "on", "rule", "due", "outcomes", "path"}
