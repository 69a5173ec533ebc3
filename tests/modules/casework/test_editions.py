"""Editions of the county's own: made under D-00, published once, frozen by their content, taken by new cases."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests import cast
from tests.county import County
from tests.walk import NOW, Walker
from xianfeng.casework.commands import cases, editions
from xianfeng.casework.models import Case, CountyEdition
from xianfeng.casework.queries import editions as queries
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.procedure import board, edits
from xianfeng.recruitment.queries import procedures
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db
OFFICE = cast.county_office()
TODAY = date(2026, 11, 23)
LATER = date(2027, 1, 1)
INSPECTION = edits.AddStep(
    title="县委组织部抽查", after="branch-review", actor="县委组织部", signed_by=("county",),
    papers=("抽查记录",),
)  # fmt: skip


def begun(base: str = "WUSHAN-29") -> int:
    return editions.begin(actor=OFFICE, family=FAMILY, base=base, name="武山规程", at=NOW)


def published(*changes: edits.Edit, on: date = TODAY, base: str = "WUSHAN-29") -> str:
    draft = begun(base)
    for edit in changes:
        editions.change(actor=OFFICE, draft_id=draft, edit=edit, at=NOW)
    return editions.publish(actor=OFFICE, draft_id=draft, valid_from=on, at=NOW)


def reasons(act: Callable[[], Any]) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        act()
    return [(r.check, r.message) for r in refused.value.verdict]


def test_publishes_a_changed_draft_that_judges_cases() -> None:
    code = published(INSPECTION)

    edition = board.family(FAMILY).edition(code)
    assert (edition.id, edition.valid_from, len(edition.steps)) == (code, TODAY, 30)
    assert edition.numbered(15).title == "县委组织部抽查"
    row = CountyEdition.objects.get(code=code)
    assert code == f"COUNTY-{row.pk}-{row.digest[:8]}"
    events = LedgerEntry.objects.filter(chain="editions").order_by("number")
    assert [entry.event.rsplit(".", 1)[-1] for entry in events] == ["begun", "changed", "published"]


def test_refuses_to_loosen_and_keeps_the_draft_as_it_was() -> None:
    draft = begun()
    before = CountyEdition.objects.values().get(pk=draft)

    told = reasons(
        lambda: editions.change(
            actor=OFFICE, draft_id=draft, edit=edits.RemoveStep(key="pre-review"), at=NOW
        )
    )

    assert (
        "D-00",
        "县级流程不得删减国家规定环节或放宽期限：国家第13环节“上级党委预审”被删减",
    ) in told
    assert CountyEdition.objects.values().get(pk=draft) == before
    assert LedgerEntry.objects.filter(chain="editions").count() == 1


@pytest.mark.parametrize(
    "actor", [cast.committee_organiser(), cast.branch_secretary(), cast.member(), cast.auditor()]
)
def test_leaves_editions_to_the_county_office(actor: Any) -> None:
    draft = begun()
    acts: list[Callable[[], Any]] = [
        lambda: editions.begin(actor=actor, family=FAMILY, base="WUSHAN-29", name="规程", at=NOW),
        lambda: editions.upload(actor=actor, family=FAMILY, text="", at=NOW),
        lambda: editions.change(actor=actor, draft_id=draft, edit=INSPECTION, at=NOW),
        lambda: editions.discard(actor=actor, draft_id=draft, at=NOW),
        lambda: editions.publish(actor=actor, draft_id=draft, valid_from=LATER, at=NOW),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert CountyEdition.objects.values_list("state", "version").get() == ("draft", 1)


def test_refuses_a_day_that_is_over_or_taken() -> None:
    published(on=LATER)
    draft = begun()
    for day, words in (
        (date(2026, 11, 22), "施行日期不能早于今天"),
        (LATER, "这一天已有县级版本施行，请换一天"),
    ):
        act = partial(editions.publish, actor=OFFICE, draft_id=draft, valid_from=day, at=NOW)
        assert reasons(act) == [("D-65", words)]
    assert CountyEdition.objects.get(pk=draft).state == "draft"


def test_tells_whoever_edits_an_older_draft() -> None:
    draft = begun()
    editions.change(actor=OFFICE, draft_id=draft, edit=INSPECTION, at=NOW, version=1)
    for act in (
        lambda: editions.change(actor=OFFICE, draft_id=draft, edit=INSPECTION, at=NOW, version=1),
        lambda: editions.publish(actor=OFFICE, draft_id=draft, valid_from=LATER, at=NOW, version=1),
    ):
        with pytest.raises(Conflict):
            act()
    assert CountyEdition.objects.get().version == 2


def test_never_changes_what_was_published() -> None:
    published()
    pk = CountyEdition.objects.get().pk
    for act in (
        lambda: editions.change(actor=OFFICE, draft_id=pk, edit=INSPECTION, at=NOW),
        lambda: editions.discard(actor=OFFICE, draft_id=pk, at=NOW),
        lambda: editions.publish(actor=OFFICE, draft_id=pk, valid_from=LATER, at=NOW),
    ):
        with pytest.raises(CountyEdition.DoesNotExist):
            act()
    with pytest.raises(IntegrityError), transaction.atomic():
        CountyEdition.objects.update(state="draft")


@pytest.mark.parametrize("with_digest", [False, True], ids=["text", "text and digest"])
def test_names_an_edition_whose_text_was_changed_by_hand(with_digest: bool) -> None:
    code = published(edits.Rename(name=f"会被改动{with_digest}"))
    row = CountyEdition.objects.get()
    row.text = row.text.replace("workdays = 5", "workdays = 1")
    if with_digest:
        row.digest = editions._digest(row.text)
    row.save()

    told = [("D-00", f"县级版本《会被改动{with_digest}》（{code}）的内容与发布时不一致，不能使用")]
    assert reasons(lambda: board.family(FAMILY).edition(code)) == told
    assert [(r.check, r.message) for r in queries.broken()] == told


def test_names_an_edition_whose_day_was_changed_by_hand() -> None:
    code = published()
    CountyEdition.objects.update(valid_from=date(2026, 1, 1))
    assert [r.check for r in queries.broken()] == ["D-00"]
    assert code


def test_opens_new_cases_under_the_edition_in_force() -> None:
    assert procedures.default_edition(TODAY) == "WUSHAN-29"
    now, next_year = published(INSPECTION), published(on=LATER)
    assert procedures.default_edition(date(2026, 11, 22)) == "WUSHAN-29"
    assert procedures.default_edition(TODAY) == now
    assert procedures.default_edition(LATER) == next_year


def test_takes_a_case_through_an_edition_of_the_county() -> None:
    county = County()
    code = published(edits.AskPaper(key="first-talk", title="谈话照片"))
    walker = Walker(county)
    other = county.applicant("乙某")
    walker.case_id = cases.open_case(
        actor=walker.actors["branch"], family=FAMILY, edition=code, person_id=other.pk, at=NOW
    )
    walker.sign("submit-application")

    assert reasons(lambda: walker.sign("first-talk")) == [("D-63", "缺少材料：谈话照片")]
    walker.sign("first-talk", papers=("talk_record", "county_paper_1"))

    assert Case.objects.get(pk=walker.case_id).version == 4


def test_begins_a_draft_from_a_published_edition() -> None:
    code = published(INSPECTION)
    bench = queries.bench(begun(code))
    assert (bench.base, len(bench.edition.steps)) == (code, 30)
    with pytest.raises(KeyError):
        begun("COUNTY-9-00000000")


def test_takes_a_document_back_that_it_handed_out() -> None:
    text = procedures.document("WUSHAN-29")
    draft = editions.upload(actor=OFFICE, family=FAMILY, text="# 批注\n" + text, at=NOW)
    assert len(queries.bench(draft).edition.steps) == 29

    broken = text.replace('key = "first-talk"', 'key = "第二步"', 1).replace(
        "cite = ", "cite = 5 # ", 1
    )
    told = reasons(lambda: editions.upload(actor=OFFICE, family=FAMILY, text=broken, at=NOW))
    assert [check for check, _words in told] == ["D-64", "D-64"]
    assert all("行 [[step]]" in words for _check, words in told)
    assert CountyEdition.objects.count() == 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('title = "申请入党"', 'title = "申请入党"\n[[stage]]\nkey = "more"\ntitle = "又"', "阶段“又”不是已有的阶段"),
        ('title = "递交入党申请书"', f'title = "{"长" * 61}"', "第1环节的名称或责任主体超过60字"),
        ('signed_by = ["branch"]', 'signed_by = ["village"]', "第1环节的签署方应为 branch、committee、county"),
        ("workdays = 5", "value = 5", "检查 N-01@candidate_notice：“candidate_notice.ends_on”不能这样比较（on_or_after）"),
        ('follows = "cpc-dev"', "", "县级流程不得删减国家规定环节或放宽期限：未适用国家规程"),
        ('fact = "county_review.result"', 'fact = "recruitment.luck"', "没有模块提供“recruitment.luck”"),
        ('on = "county_review"', 'on = "nowhere"', "检查 D-59@nowhere：没有环节登记它"),
    ],
)  # fmt: skip
def test_refuses_a_document_that_could_not_work(old: str, new: str, words: str) -> None:
    text = procedures.document("WUSHAN-29")
    assert old in text
    changed = text.replace(old, new, 1)
    act = partial(editions.upload, actor=OFFICE, family=FAMILY, text=changed, at=NOW)
    assert words in [message for _check, message in reasons(act)]


def test_reads_an_edition_once_a_process(django_assert_num_queries: Any) -> None:
    code = published(edits.Rename(name="只读一次的版本"))
    family = board.family(FAMILY)
    with django_assert_num_queries(1):
        family.edition(code)
    with django_assert_num_queries(0):
        assert family.edition(code) in family.shelf.editions
    assert connection.in_atomic_block
