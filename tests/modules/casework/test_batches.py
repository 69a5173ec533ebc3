"""One step signed for many cases: each judged on its own, those refused named, nothing half written."""

import io
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast, several, snapshot
from tests.county import person
from tests.walk import LATE, NOW, Walker
from xianfeng.casework.commands import batches
from xianfeng.casework.commands.steps import Submission
from xianfeng.casework.commands.submitting import Upload
from xianfeng.casework.models import Case, Entry, Paper
from xianfeng.casework.queries import batches as reads
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.procedure import loader
from xianfeng.recruitment.vocab import DEFAULT_EDITION
from xianfeng.registry.vocab import Category
from xianfeng.trust.models import EvidenceFile, LedgerEntry
from xianfeng.trust.queries import verification

pytestmark = pytest.mark.django_db
OATH = 23
WHY_LATE = {**LATE, "D-39": "因春节集中宣誓推迟"}
PDF = b"%PDF-1.4\n%synthetic record of the oath\n"


@pytest.fixture(autouse=True)
def own_files(tmp_path: Any, settings: Any) -> None:
    settings.FILES_DIR = tmp_path / "files"


def walkers(*names: str) -> list[Walker]:
    return several.walkers(*names, until="take-oath")


def oath(walker: Walker, *, on: date = date(2024, 12, 26), **reasons: str) -> Submission:
    return walker.right("take-oath").submission(
        oath={"on": on, "leader": "罗成"}, reasons=reasons or LATE
    )


def sign(people: list[Walker], role: str = "branch", **changes: Any) -> batches.Outcome:
    given: dict[str, Any] = {
        "edition_id": DEFAULT_EDITION,
        "number": OATH,
        "cases": {one.case_id: None for one in people},
        "submission": oath(people[0]),
        "scans": {},
        "at": NOW,
    }
    return batches.sign_many(actor=people[0].actors[role], **{**given, **changes})


def test_signs_for_all_with_one_form_and_enters_the_occasion() -> None:
    people = walkers("甲向党", "乙向党")
    outcome = sign(people, "committee")

    assert [one.person for one in outcome.signed] == ["甲向党", "乙向党"]
    assert outcome.refused == ()
    entries = Entry.objects.filter(step="take-oath", is_active=True)
    assert {e.signed_as for e in entries} == {"committee"}
    assert [e.records["oath"]["leader"] for e in entries] == ["罗成", "罗成"]
    occasion = LedgerEntry.objects.get(event="casework.batch.signed")
    assert occasion.chain == f"org:{people[0].county.committee.path}"
    assert str(people[1].case_id) in occasion.detail
    assert verification.verify().is_whole


def test_signs_those_that_pass_and_names_the_others_unchanged() -> None:
    ready, waiting = walkers("甲向党", "乙向党")
    entry = Entry.objects.filter(case=waiting.case_id, kind="signed").latest("id")
    before = list(Case.objects.filter(pk=waiting.case_id).values_list())
    waiting_papers = Paper.objects.filter(case=waiting.case_id).count()

    # Approved later than the ceremony: this one alone is judged by its own dates.
    Entry.objects.filter(case=waiting.case_id, step="approve-admission").update(
        happened_on=date(2024, 12, 31)
    )
    outcome = sign([ready, waiting])

    assert [one.person for one in outcome.signed] == ["甲向党"]
    assert [(one.person, one.verdict.checks()) for one in outcome.refused] == [
        ("乙向党", ("D-51",))
    ]
    assert Entry.objects.filter(case=waiting.case_id, kind="signed").latest("id") == entry
    assert list(Case.objects.filter(pk=waiting.case_id).values_list()) == before
    assert Paper.objects.filter(case=waiting.case_id).count() == waiting_papers


def test_warns_each_a_month_after_approval_and_takes_one_reason_for_all() -> None:
    people = walkers("甲向党", "乙向党")
    late = date(2026, 11, 2)

    warned = sign(people, submission=oath(people[0], on=late, **LATE))
    assert [one.verdict.checks() for one in warned.refused] == [("D-39",), ("D-39",)]
    assert warned.signed == ()

    done = sign(people, submission=oath(people[0], on=late, **WHY_LATE))
    assert len(done.signed) == 2
    reasons = Entry.objects.filter(step="take-oath").values_list("reasons", flat=True)
    assert all(row["D-39"] == WHY_LATE["D-39"] for row in reasons)


def test_keeps_one_scan_for_all() -> None:
    people = walkers("甲向党", "乙向党")
    scans = {"oath_record": Upload(name="宣誓.pdf", content=io.BytesIO(PDF))}
    sign(people, scans=scans)

    papers = Paper.objects.filter(kind="oath_record")
    assert {paper.file_id for paper in papers} == {EvidenceFile.objects.get().pk}
    assert {paper.file_name for paper in papers} == {"宣誓.pdf"}
    assert papers.count() == 2


def test_leaves_no_trace_where_nobody_passes() -> None:
    people = walkers("甲向党", "乙向党")
    before = snapshot.whole()
    scans = {"oath_record": Upload(name="宣誓.pdf", content=io.BytesIO(PDF))}
    outcome = sign(people, submission=oath(people[0], on=date(2027, 1, 1)), scans=scans)
    assert len(outcome.refused) == 2
    assert snapshot.whole() == before
    assert not EvidenceFile.objects.exists()


def test_tells_of_a_case_that_changed_since_the_page_was_made() -> None:
    people = walkers("甲向党", "乙向党")
    old, new = people
    outcome = sign(people, cases={old.case_id: 1, new.case_id: None})
    assert [(one.person, one.verdict.checks()) for one in outcome.refused] == [
        ("甲向党", ("D-62",))
    ]
    assert [one.person for one in outcome.signed] == ["乙向党"]


def refused(people: list[Walker], error: type[Exception], **changes: Any) -> Exception:
    before = snapshot.whole()
    with pytest.raises(error) as refusal:
        sign(people, **changes)
    assert snapshot.whole() == before
    return refusal.value


def test_refuses_nobody_too_many_and_strangers() -> None:
    people = walkers("甲向党")
    assert "请勾选" in str(refused(people, Refused, cases={}))
    many = dict.fromkeys(range(1, reads.MOST + 2))
    assert "一次最多" in str(refused(people, Refused, cases=many))
    refused(people, Case.DoesNotExist, cases={people[0].case_id: None, 99_999: None})
    people[0].actors["stranger"] = cast.branch_secretary(people[0].county.other_branch.path)
    refused(people, Case.DoesNotExist, role="stranger")


def test_takes_no_step_that_belongs_to_one_person() -> None:
    people = walkers("甲向党")
    refused(people, Case.DoesNotExist, number=17)
    refused(people, Case.DoesNotExist, edition_id="NOBODYS")


def test_offers_the_step_to_whoever_may_sign_it() -> None:
    people = walkers("甲向党", "乙向党")
    actors = people[0].actors
    for role, numbers in (("branch", [OATH]), ("committee", [OATH]), ("county", [])):
        found = [offer for offer in reads.offers(actors[role]) if offer.number == OATH]
        assert [offer.number for offer in found] == numbers
        assert [offer.cases for offer in found] == [2] * len(numbers)
    with pytest.raises(NotAllowed):
        reads.desk(actors["county"], DEFAULT_EDITION, OATH, today=NOW.date())


def test_a_record_that_many_share_holds_no_number_of_one() -> None:
    text = '[x]\ntitle="x"\nshared=true\nfield=[{name="n",title="n",unique=true}]'
    with pytest.raises(loader.Unreadable):
        loader.records(text)


# ── The page ──


def fields(people: list[Walker], **changes: Any) -> dict[str, Any]:
    versions = dict(Case.objects.values_list("pk", "version"))
    sent = {
        "case": [f"{one.case_id}:{versions[one.case_id]}" for one in people],
        "oath.on": "2024-12-26", "oath.place": "镇党员活动室", "paper.oath_record": "on",
        "reason.D-53": LATE["D-53"],
    }  # fmt: skip
    return {**sent, **changes}


URL = f"/batches/{DEFAULT_EDITION}/{OATH}/"


def test_page_signs_for_those_ticked_and_reports() -> None:
    people = walkers("甲向党", "乙向党", "丙向党")
    client = cast.client_of(people[0].actors["committee"])
    assert URL in client.get("/batches/").content.decode()

    answer = client.post(URL, fields(people[:2]))
    text = answer.content.decode()

    assert answer.status_code == 200
    assert "已办理 2 人" in text
    assert re.findall(r'name="case" value="(\d+):', text) == [str(people[2].case_id)]


def test_page_keeps_what_was_typed_and_asks_for_the_reason() -> None:
    people = walkers("甲向党", "乙向党")
    client = cast.client_of(people[0].actors["committee"])
    answer = client.post(URL, fields(people, **{"oath.on": "2026-11-02"}))
    text = answer.content.decode()

    assert answer.status_code == 422
    assert "未办理 2 人" in text
    assert text.count("甲向党（") == 1
    assert 'name="reason.D-39"' in text
    assert 'value="镇党员活动室"' in text
    assert text.count(" checked") >= 2


def test_page_says_to_tick_somebody() -> None:
    people = walkers("甲向党")
    client = cast.client_of(people[0].actors["branch"])
    answer = client.post(URL, fields([]))
    assert answer.status_code == 422
    assert "请勾选要一并办理的人" in answer.content.decode()
    assert client.post(URL, fields(people, case=["9:1"])).status_code == 404


def test_pages_ask_the_same_few_questions_however_many_wait() -> None:
    people = walkers("甲向党", "乙向党")
    client = cast.client_of(people[0].actors["committee"])
    client.get(URL)
    counts = []
    for extra in ("", "丙向党"):
        if extra:
            subject = person(extra, people[0].county.branch, category=Category.OUTSIDER, since=date(2020, 1, 2))  # fmt: skip
            Walker(people[0].county, person=subject).until("file-activist")
        for url in (URL, "/batches/"):
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 12


def test_second_press_finds_everything_done() -> None:
    people = walkers("甲向党")
    client = cast.client_of(people[0].actors["branch"])
    sent = fields(people)
    client.post(URL, sent)
    again = client.post(URL, sent | {"upload": SimpleUploadedFile("x.pdf", PDF)})
    assert again.status_code == 422
    assert Entry.objects.filter(step="take-oath", is_active=True).count() == 1
    assert issubclass(Conflict, Refused)
