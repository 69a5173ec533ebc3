"""One sitting decides on several cases: common facts said once, each voted on and judged on its own."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast, snapshot
from tests.several import walkers
from tests.walk import LATE, NOW, PANEL, PROBATION_REVIEWS, Walker
from xianfeng.casework.commands import cases, deliberations
from xianfeng.casework.commands.batches import Outcome
from xianfeng.casework.commands.deliberations import Line, Sitting
from xianfeng.casework.commands.steps import HandedIn, Submission
from xianfeng.casework.commands.submitting import Upload
from xianfeng.casework.models import Case, Entry, Paper
from xianfeng.casework.queries import deliberations as reads
from xianfeng.kernel.clock import CHINA
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.procedure import loader
from xianfeng.recruitment.vocab import DEFAULT_EDITION
from xianfeng.trust.models import LedgerEntry
from xianfeng.trust.queries import verification
from xianfeng.trust.vocab import Actor, Held, Role

pytestmark = pytest.mark.django_db
STEP, NUMBER = "approve-admission", 20
CONVERSION = 28
ON = date(2024, 12, 5)
SOON = datetime(2024, 12, 6, 9, 0, tzinfo=CHINA)
COMMON = {"on": ON, "members": "7", "present": "6"}
PDF = b"%PDF-1.4\n%synthetic reply of the committee\n"


@pytest.fixture
def people() -> list[Walker]:
    return walkers("甲向党", "乙向党", "丙向党", until=STEP)


def line(number: str = "山党发〔2024〕31号", **changes: Any) -> Line:
    row = {"yes": "6", "no": "0", "abstain": "0", "number": number}
    return Line(facts={"approval": row | changes}, reasons={})


def sitting(lines: dict[int, Line], **changes: Any) -> Sitting:
    common = Submission(
        records={"approval": {**COMMON, **changes}},
        papers=(HandedIn(kind="approval_request"), HandedIn(kind="approval_reply")),
        reasons=LATE,
    )
    return Sitting(edition_id=DEFAULT_EDITION, number=NUMBER, common=common, lines=lines)


def hold(people: list[Walker], wanted: Sitting, **options: Any) -> Outcome:
    given = {"actor": people[0].actors["committee"], "scans": {}, "at": NOW, **options}
    return deliberations.sign(wanted, **given)


def test_signs_each_with_its_own_votes_in_the_order_of_discussion(people: list[Walker]) -> None:
    first, second, third = people
    outcome = hold(
        people,
        sitting({
            third.case_id: line("31号"),
            first.case_id: line("32号", yes="5", no="1"),
            second.case_id: line("33号", yes="4", no="1", abstain="1"),
        }),
    )  # fmt: skip

    assert [one.person for one in outcome.signed] == ["丙向党", "甲向党", "乙向党"]
    assert outcome.refused == ()
    entries = Entry.objects.filter(step=STEP, is_active=True).order_by("id")
    assert [entry.case_id for entry in entries] == [third.case_id, first.case_id, second.case_id]
    votes = [
        [e.records["approval"][n] for n in ("yes", "no", "abstain", "number")] for e in entries
    ]
    assert votes == [[6, 0, 0, "31号"], [5, 1, 0, "32号"], [4, 1, 1, "33号"]]
    assert all(e.records["approval"]["is_one_by_one"] is True for e in entries)
    assert all(e.records["approval"]["on"] == "2024-12-05" for e in entries)
    occasion = LedgerEntry.objects.get(event="casework.deliberation.signed")
    assert f"[{third.case_id},{first.case_id},{second.case_id}]" in occasion.detail.replace(" ", "")
    assert verification.verify().is_whole


def test_holds_back_only_the_case_that_the_votes_do_not_carry(people: list[Walker]) -> None:
    first, second, _third = people
    before = list(Case.objects.filter(pk=second.case_id).values_list())
    outcome = hold(
        people,
        sitting({first.case_id: line(), second.case_id: line(yes="3", no="2", abstain="1")}),
    )

    assert [one.person for one in outcome.signed] == ["甲向党"]
    (refused,) = outcome.refused
    assert (refused.person, refused.verdict.checks()) == ("乙向党", ("D-37",))
    assert [reason.remedy for reason in refused.verdict] == ["表决未过半数的不能批准"]
    assert list(Case.objects.filter(pk=second.case_id).values_list()) == before
    assert not Entry.objects.filter(case=second.case_id, step=STEP).exists()


@pytest.mark.parametrize(
    ("votes", "found"),
    [
        ({"yes": "5", "no": "0", "abstain": "0"}, "同意、不同意、弃权合计5，与实到6不符"),
        ({"yes": "5", "no": "2", "abstain": "0"}, "同意、不同意、弃权合计7，与实到6不符"),
        ({"yes": "5", "no": "2", "abstain": ""}, "同意、不同意合计7，与实到6不符"),
        ({"yes": "5", "no": "1", "abstain": "0"}, ""),
        ({"yes": "5", "no": "", "abstain": ""}, ""),
    ],
)
def test_votes_add_up_to_those_present(
    people: list[Walker], votes: dict[str, str], found: str
) -> None:
    outcome = hold(people, sitting({people[0].case_id: line(**votes)}))

    told = [reason.message for one in outcome.refused for reason in one.verdict]
    assert told == ([found] if found else [])


def test_the_same_sum_is_asked_on_the_cases_own_page(people: list[Walker]) -> None:
    with pytest.raises(Refused) as refusal:
        people[0].sign(STEP, approval={**PANEL, "no": 1, "abstain": 1, "number": "9号"})
    assert [(r.check, r.message) for r in refusal.value.verdict] == [
        ("D-37", "同意、不同意、弃权合计8，与实到6不符")
    ]


def test_takes_one_number_for_all_and_a_lines_own_before_it(people: list[Walker]) -> None:
    first, second, _third = people
    hold(
        people,
        sitting(
            {first.case_id: line(""), second.case_id: line("40号")}, number="山党发〔2024〕31号"
        ),
    )

    entries = Entry.objects.filter(step=STEP, is_active=True).order_by("id")
    assert [e.records["approval"]["number"] for e in entries] == ["山党发〔2024〕31号", "40号"]


def test_takes_a_lines_own_words_against_its_warning(people: list[Walker]) -> None:
    first, second, _third = people
    late = date(2025, 3, 3)
    lines = {first.case_id: line(), second.case_id: line()}
    warned = hold(people, sitting(lines, on=late))
    assert [one.verdict.checks() for one in warned.refused] == [("D-35",), ("D-35",)]

    said = Line(facts=line().facts, reasons={"D-35": "因春节推迟，已报县委"})
    outcome = hold(people, sitting({first.case_id: said, second.case_id: line()}, on=late))
    assert [one.person for one in outcome.signed] == ["甲向党"]
    assert Entry.objects.get(step=STEP, is_active=True).reasons["D-35"] == "因春节推迟，已报县委"


def test_keeps_one_scan_for_all(people: list[Walker]) -> None:
    scans = {"approval_reply": Upload(name="批复.pdf", content=io.BytesIO(PDF))}
    hold(people, sitting({one.case_id: line() for one in people}), scans=scans)

    papers = Paper.objects.filter(kind="approval_reply")
    assert (papers.count(), len({paper.file_id for paper in papers})) == (3, 1)


def refused(people: list[Walker], error: type[Exception], wanted: Sitting, **options: Any) -> str:
    before = snapshot.whole()
    with pytest.raises(error) as refusal:
        hold(people, wanted, **options)
    assert snapshot.whole() == before
    return str(refusal.value)


def test_refuses_nobody_strangers_and_whoever_does_not_sign(people: list[Walker]) -> None:
    lines = {one.case_id: line() for one in people}
    assert "请勾选" in refused(people, Refused, sitting({}))
    refused(people, Case.DoesNotExist, sitting({**lines, 99_999: line()}))
    refused(people, NotAllowed, sitting(lines), actor=people[0].actors["branch"])
    stranger = cast.committee_organiser(people[0].county.other_branch.path[:12])
    refused(people, Case.DoesNotExist, sitting(lines), actor=stranger)
    other = Sitting(edition_id=DEFAULT_EDITION, number=23, common=sitting({}).common, lines=lines)
    refused(people, Case.DoesNotExist, other)


def test_refuses_cases_of_two_bodies_in_one_sitting(people: list[Walker]) -> None:
    county = people[0].county
    branch, other = county.branch.path, county.other_branch.path
    here = [one.case_id for one in people]
    Case.objects.filter(pk=here[1]).update(org_path=other)
    both = Actor(
        account_id=None,
        name="罗成",
        held=(
            Held(Role.COMMITTEE_ORGANISER, branch[: len(county.committee.path)]),
            Held(Role.COMMITTEE_ORGANISER, other[: len(county.committee.path)]),
        ),
    )
    told = refused(people, Refused, sitting({key: line() for key in here[:2]}), actor=both)
    assert "不同的党委" in told


def test_lists_the_tree_first_and_proposes_what_the_branch_decided() -> None:
    (walker,) = walkers("甲向党", until="observe-probation")
    walker.review("probation_review", PROBATION_REVIEWS)
    for step in ("observe-probation", "apply-conversion", "publish-conversion", "vote-conversion"):
        walker.sign(step)
    actor = walker.actors["committee"]

    desk = reads.desk(actor, DEFAULT_EDITION, CONVERSION, today=NOW.date())
    (only,) = desk.lines

    assert only.case.person == "甲向党"
    assert only.proposed == {"conversion_approval.decision": "convert"}
    assert [(offer.number, offer.cases) for offer in reads.offers(actor)] == [(CONVERSION, 1)]
    assert reads.offers(walker.actors["branch"]) == ()
    with pytest.raises(NotAllowed):
        reads.desk(walker.actors["branch"], DEFAULT_EDITION, CONVERSION, today=NOW.date())


def test_tells_what_a_day_decided_in_the_order_of_discussion(people: list[Walker]) -> None:
    first, second, _third = people
    hold(
        people,
        sitting({second.case_id: line("31号"), first.case_id: line("32号", yes="5", no="1")}),
    )
    actor = people[0].actors["committee"]

    told = reads.decided(actor, DEFAULT_EDITION, NUMBER, ON)

    assert told.body == people[0].county.committee.name
    assert [(fact.title, fact.value) for fact in told.common] == [
        ("党委委员应到", "7人"), ("实到", "6人"),
    ]  # fmt: skip
    assert told.heads == ("同意", "不同意", "弃权", "批复文号")
    assert [(one.number, one.person, one.cells) for one in told.lines] == [
        (1, "乙向党", ("6人", "0人", "0人", "31号")),
        (2, "甲向党", ("5人", "1人", "0人", "32号")),
    ]
    assert [(row.number, row.on, row.cases) for row in reads.held(actor)] == [(NUMBER, ON, 2)]
    with pytest.raises(Case.DoesNotExist):
        reads.decided(actor, DEFAULT_EDITION, NUMBER, date(2024, 12, 6))


def test_tells_last_what_the_sitting_held_back(people: list[Walker]) -> None:
    first, second, third = people
    actor = first.actors["committee"]
    again = date(2025, 3, 1)
    for one, day in ((second, again), (first, again)):
        cases.postpone(actor=actor, case_id=one.case_id, until=day, why="政审材料待补", at=SOON)
    # Taken up again and signed: no longer held back.
    cases.resume(actor=actor, case_id=first.case_id, why="材料已补齐", at=SOON)
    hold(people, sitting({first.case_id: line("31号")}), at=SOON)
    cases.end(actor=actor, case_id=third.case_id, why="票数未过半", at=SOON)

    told = reads.decided(actor, DEFAULT_EDITION, NUMBER, ON)

    assert [(one.number, one.person) for one in told.matters] == [
        (1, "甲向党"), (2, "乙向党"), (3, "丙向党"),
    ]  # fmt: skip
    assert [(one.outcome, one.until, one.why) for one in told.held_back] == [
        ("暂缓", again, "政审材料待补"), ("终止", None, "票数未过半"),
    ]  # fmt: skip


def test_a_turn_of_another_day_is_no_matter_of_the_sitting(people: list[Walker]) -> None:
    first, second, third = people
    actor = first.actors["committee"]
    before, after = SOON - timedelta(days=2), SOON + timedelta(days=1)
    until = date(2025, 3, 1)
    cases.postpone(actor=actor, case_id=second.case_id, until=until, why="材料待补充", at=before)
    hold(people, sitting({first.case_id: line()}), at=SOON)
    cases.postpone(actor=actor, case_id=third.case_id, until=until, why="材料待补充", at=after)

    assert reads.decided(actor, DEFAULT_EDITION, NUMBER, ON).held_back == ()


def test_records_say_what_belongs_to_one_case_and_what_adds_up() -> None:
    with pytest.raises(loader.Unreadable):
        loader.records('[x]\ntitle="x"\nshared=true\nfield=[{name="n",title="n",per_case=true}]')
    with pytest.raises(loader.Unreadable):
        loader.records('[x]\ntitle="x"\nsum=[{check="D-37",of="m",parts=["y"]}]')


# ── The pages ──

URL = f"/deliberations/{DEFAULT_EDITION}/{NUMBER}/"


@pytest.fixture
def client(people: list[Walker], monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)
    return cast.client_of(people[0].actors["committee"])


def fields(lines: dict[Walker, dict[str, str]], **changes: Any) -> dict[str, Any]:
    versions = dict(Case.objects.values_list("pk", "version"))
    sent: dict[str, Any] = {
        "case": [f"{one.case_id}:{versions[one.case_id]}" for one in lines],
        "approval.on": "2024-12-05", "approval.members": "7", "approval.present": "6",
        "paper.approval_request": "on", "paper.approval_reply": "on", "reason.D-53": LATE["D-53"],
    }  # fmt: skip
    for one, cells in lines.items():
        row = {"approval.yes": "6", "approval.no": "0", "approval.abstain": "0", "approval.number": "31号"} | cells  # fmt: skip
        sent |= {f"{one.case_id}.{name}": value for name, value in row.items()}
    return {**sent, **changes}


def test_page_signs_those_ticked_by_their_order_and_leads_to_the_sheets(
    people: list[Walker], client: Client
) -> None:
    first, second, third = people
    assert URL in client.get("/deliberations/").content.decode()
    assert 'href="/deliberations/"' in client.get("/queues/approve/").content.decode()
    shown = client.get(URL).content.decode()
    assert "逐个审议表决" not in shown.split("<form", 1)[1]
    for name in (*fields({third: {}}), f"{third.case_id}.order"):
        assert name.startswith("reason.") or f'name="{name}"' in shown

    answer = client.post(URL, fields({first: {"order": "2"}, second: {"order": "1"}}))

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "已办理 2 件" in text
    result = f"{URL}result?on=2024-12-05"
    assert result.replace("&", "&amp;") in text
    assert f'name="case" value="{third.case_id}:' in text
    assert f'name="case" value="{first.case_id}:' not in text
    sheet = client.get(result).content.decode()
    assert sheet.index("乙向党") < sheet.index("甲向党")
    assert "丙向党" not in sheet and "备注" not in sheet
    cases.end(actor=people[0].actors["committee"], case_id=third.case_id, why="票数未过半", at=SOON)
    Entry.objects.filter(step=STEP).update(entered_at=SOON)
    sheet = client.get(result).content.decode()
    assert "共 3 件" in sheet
    assert "<td>终止：票数未过半</td>" in sheet
    assert client.get(f"{URL}result?on=2024-12-06").status_code == 404
    assert client.get(f"{URL}result?on=x").status_code == 404


def test_page_keeps_refused_lines_and_says_common_faults_once(
    people: list[Walker], client: Client
) -> None:
    first, second, third = people
    answer = client.post(
        URL,
        fields(
            {first: {}, second: {"approval.yes": "3", "approval.no": "3"}, third: {}},
            **{"reason.D-53": "", "paper.approval_reply": ""},
        ),
    )
    text = answer.content.decode()

    assert answer.status_code == 422
    assert "有 3 件没有办理" in text
    assert text.count('name="reason.D-53"') == 1
    assert f'name="{second.case_id}.approval.yes" value="3"' in text
    assert text.count("表决未过半数的不能批准") == 1
    assert text.count(" checked") >= 3

    again = client.post(URL, fields({first: {}, second: {"approval.yes": "3", "approval.no": "3"}}))
    text = again.content.decode()
    assert again.status_code == 422
    assert "已办理 1 件" in text
    assert f'id="row-{first.case_id}"' not in text
    assert 'name="approval.members" value="7"' in text


def test_page_tells_of_a_case_that_is_done_already(people: list[Walker], client: Client) -> None:
    sent = fields({people[0]: {}})
    client.post(URL, sent)
    before = Entry.objects.count()

    again = client.post(URL, sent)

    assert again.status_code == 422
    assert "检查 D-62" in again.content.decode()
    assert Entry.objects.count() == before


def test_page_says_to_tick_somebody(client: Client) -> None:
    answer = client.post(URL, fields({}))
    assert answer.status_code == 422
    assert "请勾选" in answer.content.decode()


def test_draft_prints_what_was_typed_and_keeps_nothing(
    people: list[Walker], client: Client
) -> None:
    first, second, third = people
    before = snapshot.whole()
    sent = fields({first: {"order": "2"}, second: {"order": "1", "approval.yes": "5"}})

    text = client.post(f"{URL}draft", sent).content.decode()

    assert "草稿" in text
    assert "党委会议题表" in text
    assert people[0].county.committee.name in text
    assert text.index("乙向党") < text.index("甲向党")
    assert "<td>5</td>" in text
    assert "丙向党" not in text
    whole = client.post(f"{URL}draft", {}).content.decode()
    assert "丙向党" in whole
    assert snapshot.whole() == before


def test_pages_ask_the_same_few_questions_however_many_wait(
    people: list[Walker], client: Client
) -> None:
    def queries(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            client.get(url)
        return len(seen)

    many = [queries(url) for url in (URL, "/deliberations/")]
    hold(people, sitting({one.case_id: line() for one in people[1:]}))
    assert [queries(url) for url in (URL, "/deliberations/")] == many
    assert max(many) <= 12
