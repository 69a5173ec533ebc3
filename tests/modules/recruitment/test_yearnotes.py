"""The words to a great change: written by whoever signs there, for the numbers of now, kept in the ledger."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.county import County, person
from tests.walk import NOW
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.recruitment.commands import yearnotes
from xianfeng.recruitment.commands.yearnotes import Explanation
from xianfeng.recruitment.models import YearNote
from xianfeng.recruitment.queries import years
from xianfeng.recruitment.queries.years import YearFigures, YearRow
from xianfeng.recruitment.rules.changes import Basis
from xianfeng.recruitment.vocab.years import Explained
from xianfeng.registry.commands import counts as head_counts
from xianfeng.registry.models import Organisation
from xianfeng.registry.vocab import Category, Sex
from xianfeng.trust.models import LedgerEntry
from xianfeng.trust.vocab import Actor

pytestmark = pytest.mark.django_db
WORDS = "上年集中发展了一批毕业生，本年回到常年水平"


def admit(county: County, year: int, number: int = 1) -> None:
    for _nth in range(number):
        person(
            "新党员", county.branch, category=Category.PROBATIONARY, born_on=date(1995, 3, 8),
            joined_on=date(year, 5, 1), sex=Sex.FEMALE,
        )  # fmt: skip
    head_counts.recount({county.branch.pk})


@pytest.fixture
def county(monkeypatch: pytest.MonkeyPatch) -> Iterator[County]:
    """Two women admitted in 2024, three in 2025: half as many again."""
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)
    county = County()
    admit(county, 2024, 2)
    admit(county, 2025, 3)
    return county


def said(
    words: str = WORDS, *, this: int = 3, version: int = 0, line: str = "women"
) -> Explanation:
    return Explanation(year=2025, line=line, words=words, last=2, this=this, version=version)


def write(county: County, actor: Actor, explanation: Explanation | None = None) -> None:
    yearnotes.explain(
        actor=actor, organisation_id=county.branch.pk, said=explanation or said(), at=NOW
    )


def figures(county: County, actor: Actor, organisation_id: int | None = None) -> YearFigures:
    return years.developed(actor, year=2025, organisation_id=organisation_id, today=NOW.date())


def women(found: YearFigures) -> YearRow:
    return next(row for row in found.rows if row.key == "women")


def secretary(county: County) -> Actor:
    return cast.branch_secretary(county.branch.path)


def test_words_answer_the_line_and_stand_in_the_ledger(county: County) -> None:
    actor = secretary(county)
    before = figures(county, actor)
    assert (women(before).explained, before.great, before.owing) == (Explained.OWED, 4, 4)
    write(county, actor)
    after = figures(county, actor)
    row = women(after)
    assert (row.explained, row.owed, after.great, after.owing) == (Explained.ANSWERED, None, 4, 3)
    assert row.note is not None
    assert (row.note.words, row.note.actor, row.note.on) == (WORDS, actor.name, NOW.date())
    entry = LedgerEntry.objects.latest("id")
    assert (entry.chain, entry.event) == (
        f"org:{county.branch.path}",
        "recruitment.figures.explained",
    )


def test_other_words_take_their_place_and_both_stay_in_the_ledger(county: County) -> None:
    actor = secretary(county)
    write(county, actor)
    write(county, actor, said("补充：其中一人由外县转入", version=1))
    note = YearNote.objects.get()
    assert (note.words, note.version) == ("补充：其中一人由外县转入", 2)
    events = LedgerEntry.objects.order_by("id").values_list("event", flat=True)
    assert list(events)[-2:] == [
        "recruitment.figures.explained", "recruitment.figures.explanation_changed",
    ]  # fmt: skip


def test_words_to_other_numbers_are_marked_and_asked_for_again(county: County) -> None:
    actor = secretary(county)
    write(county, actor)
    admit(county, 2025)
    row = women(figures(county, actor))
    assert row.explained is Explained.OUTDATED
    assert row.owed is not None
    assert row.note is not None
    assert row.note.basis == Basis(last=2, this=3)
    write(county, actor, said("又接收一名返乡青年", this=4, version=1))
    assert women(figures(county, actor)).explained is Explained.ANSWERED


@pytest.mark.parametrize("words", ["", " 　", "太短了", "长" * 401])
def test_refuses_no_words_and_too_many(county: County, words: str) -> None:
    with pytest.raises(Refused) as refused:
        write(county, secretary(county), said(words))
    assert [(one.check, one.field) for one in refused.value.verdict] == [("D-64", "words")]
    assert YearNote.objects.count() == 0
    assert not LedgerEntry.objects.filter(event__startswith="recruitment.figures").exists()


def test_refuses_words_over_words_that_were_not_read_or_to_numbers_of_before(
    county: County,
) -> None:
    actor = secretary(county)
    with pytest.raises(Conflict):
        write(county, actor, said(this=2))
    write(county, actor)
    with pytest.raises(Conflict):
        write(county, actor, said("没有看到前一条说明"))
    assert YearNote.objects.get().words == WORDS


def test_only_whoever_signs_for_that_very_organisation_writes(county: County) -> None:
    for actor in (
        cast.county_office(county.root.path),
        cast.committee_organiser(county.committee.path),
    ):
        with pytest.raises(NotAllowed):
            write(county, actor)
        assert not figures(county, actor, county.branch.pk).may_explain
        assert figures(county, actor).may_explain
    with pytest.raises(Organisation.DoesNotExist):
        write(county, cast.branch_secretary(county.other_branch.path))
    assert YearNote.objects.count() == 0


def test_a_year_that_still_runs_owes_no_words(county: County) -> None:
    found = years.developed(secretary(county), year=2026, organisation_id=None, today=NOW.date())
    assert (women(found).change.percent, women(found).explained, found.owing) == (-100, None, 0)


def test_each_organisation_explains_its_own_figures(county: County) -> None:
    write(county, secretary(county))
    committee = cast.committee_organiser(county.committee.path)
    assert women(figures(county, committee)).explained is Explained.OWED
    below = women(figures(county, committee, county.branch.pk))
    assert below.explained is Explained.ANSWERED


def test_knows_no_other_class_and_no_other_year(county: County) -> None:
    with pytest.raises(YearNote.DoesNotExist):
        write(county, secretary(county), said(line="best"))
    for year in (1, 1948, 2027):
        ahead = Explanation(year=year, line="women", words=WORDS, last=2, this=3)
        with pytest.raises(YearNote.DoesNotExist):
            write(county, secretary(county), ahead)


def test_the_database_holds_one_note_a_line_and_none_without_words(county: County) -> None:
    write(county, secretary(county))
    note = YearNote.objects.get()
    for change in ({"pk": None}, {"pk": None, "line": "young", "words": ""}):
        row = YearNote.objects.get(pk=note.pk)
        for name, value in change.items():
            setattr(row, name, value)
        row._state.adding = True
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


@pytest.fixture
def client(county: County) -> Client:
    return cast.client_of(secretary(county), username="secretary")


def test_the_form_carries_the_numbers_and_the_page_shows_the_words(
    county: County, client: Client
) -> None:
    address = f"/figures/year/{county.branch.pk}/2025/women/words"
    form = client.get(address).context["page"].form
    typed = {name: form[name].value() for name in ("last", "this", "version")}
    assert typed == {"last": "2", "this": "3", "version": "0"}
    assert client.post(address, typed | {"words": ""}).status_code == 422
    assert client.post(address, typed | {"words": WORDS, "this": "9"}).status_code == 409
    answered = client.post(address, typed | {"words": WORDS})
    assert answered.url.endswith("#line-women")
    page = client.get(answered.url).content.decode()
    assert WORDS in page
    assert "已说明" in page
    admit(county, 2025)
    page = client.get(answered.url).content.decode()
    assert "数字已变" in page
    assert "写时本年 3、上年 2" in page


def test_a_line_with_words_costs_no_more_queries(county: County, client: Client) -> None:
    addresses = (
        "/figures/year?year=2025", f"/figures/year?year=2025&organisation={county.branch.pk}",
        f"/figures/year/{county.branch.pk}/2025/women/words",
    )  # fmt: skip

    def costs() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            found.append(len(asked))
        return found

    client.get(addresses[0])
    bare = costs()
    for row in figures(county, secretary(county)).rows:
        if row.owed:
            write(county, secretary(county), said(line=row.key))
    admit(county, 2025, 20)
    assert costs() == bare
    assert max(bare) <= 12
