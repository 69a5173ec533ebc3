"""The demo county at its small scale: right counts, every stage, nothing real, fresh on any day."""

import argparse
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.db import connection, transaction
from django.db.models import Count, F, Q, Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.county import County
from xianfeng.casework.models import Case, Duty, Entry
from xianfeng.casework.vocab import CaseState
from xianfeng.config.verbs import demo_, setup_
from xianfeng.demo import accounts, checking, county
from xianfeng.kernel.clock import CHINA
from xianfeng.procedure import board
from xianfeng.recruitment.models import Plan, QuotaAccount
from xianfeng.recruitment.queries import quota_audit, recipients
from xianfeng.recruitment.vocab import DEFAULT_EDITION, FAMILY
from xianfeng.registry.models import Membership, Organisation, Person, Sanction, Term, Unit
from xianfeng.registry.rules import identity
from xianfeng.registry.vocab import Category
from xianfeng.trust import cipher
from xianfeng.trust.models import Account
from xianfeng.trust.queries import demo_accounts
from xianfeng.trust.vocab import Role

TODAY = date(2026, 11, 23)
SMALL = county.SCALES["small"]


def build(day: date = TODAY, *, seed: int = 1) -> list[accounts.Seat]:
    at = datetime(day.year, day.month, day.day, 18, 0, tzinfo=CHINA)
    return county.build(scale=SMALL, seed=seed, at=at, say=lambda line: None)


@pytest.fixture(scope="module")
def seats(django_db_setup: None, django_db_blocker: object) -> Iterator[list[accounts.Seat]]:
    """Build the county once for the tests that only look."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield build()
        transaction.set_rollback(True)


def open_files() -> int:
    return Case.objects.filter(state=CaseState.OPEN).count()


def at_fault(today: date = TODAY) -> int:
    late = Q(duties__due_on__lt=today) | Q(entries__reasons__has_key="D-04")
    return Case.objects.filter(late, state=CaseState.OPEN).distinct().count()


def shown_branch() -> Organisation:
    return Organisation.objects.get(name="中共武山县山丹镇周庄村支部委员会")


def test_has_the_planned_numbers(seats: list[accounts.Seat]) -> None:
    members = Person.objects.filter(category__in=(Category.FULL, Category.PROBATIONARY))

    assert members.count() == SMALL.members == 300
    assert open_files() == SMALL.open_files == 40
    assert Case.objects.exclude(state=CaseState.OPEN).count() == SMALL.archived == 3
    assert Organisation.objects.count() == 2 + SMALL.branches == 10
    assert Term.objects.count() == 20
    assert Unit.objects.filter(kind="village").count() == 7
    assert Sanction.objects.count() == SMALL.sanctions


def test_has_files_at_every_stage_and_every_ending(seats: list[accounts.Seat]) -> None:
    edition = board.family(FAMILY).shelf.edition(DEFAULT_EDITION)
    waiting = set(Duty.objects.filter(is_repeat=False).values_list("step", flat=True))

    assert waiting == {step.key for step in edition.steps}
    assert set(Case.objects.filter(state=CaseState.OPEN).values_list("stage", flat=True)) == {
        stage.key for stage in edition.stages
    }
    assert Case.objects.filter(state=CaseState.CANCELLED).count() == 1
    assert Case.objects.filter(state=CaseState.ARCHIVED, round=2).count() == 1


def test_is_at_fault_in_two_to_four_files_of_a_hundred(seats: list[accounts.Seat]) -> None:
    assert 0.02 <= at_fault() / open_files() <= 0.04


def test_gives_the_secretary_and_the_organiser_work_of_many_kinds(
    seats: list[accounts.Seat],
) -> None:
    branch = shown_branch()
    own = Duty.objects.filter(case__organisation=branch)
    committee = Duty.objects.filter(org_path__gte=branch.path[:8], signer="committee")

    assert own.filter(due_on__lt=TODAY).count() == 1
    assert own.filter(signer="branch").values("step").distinct().count() >= 12
    assert committee.values("step").distinct().count() >= 6


def test_holds_nobody_real(seats: list[accounts.Seat]) -> None:
    for person in Person.objects.all():
        number = cipher.unseal(person.id_number, column="person.id_number")
        phone = cipher.unseal(person.phone, column="person.phone")
        assert number.startswith("999999")
        assert identity.check_id(number) is None
        assert phone.startswith("1990") and len(phone) == 11


def test_signs_every_step_on_its_own_day_by_who_may(seats: list[accounts.Seat]) -> None:
    entries = list(Entry.objects.select_related("case").order_by("id"))

    assert all(entry.entered_at.astimezone(CHINA).date() == entry.happened_on for entry in entries)
    assert all(entry.happened_on <= TODAY for entry in entries)
    assert {entry.signed_as for entry in entries} == {"branch", "committee", "county"}
    assert not Entry.objects.filter(reasons__has_key="D-53").exists()


def test_gives_everybody_one_standing_without_gaps(seats: list[accounts.Seat]) -> None:
    spells: dict[int, list[Membership]] = {}
    for spell in Membership.objects.order_by("person_id", "starts_on", "id"):
        spells.setdefault(spell.person_id, []).append(spell)

    assert len(spells) == Person.objects.count()
    for chain in spells.values():
        assert chain[-1].ends_on is None
        assert [s.ends_on for s in chain[:-1]] == [s.starts_on for s in chain[1:]]


def test_passes_its_own_checks(seats: list[accounts.Seat]) -> None:
    assert [finding.is_right for finding in checking.findings(today=TODAY)] == [True] * 4


def test_has_plans_whose_balances_agree_with_a_recount_from_the_cases(
    seats: list[accounts.Seat],
) -> None:
    kinds = Plan.objects.filter(state="adopted").order_by("first_year", "kind")
    assert list(kinds.values_list("kind", "first_year")) == [
        ("annual", 2025),
        ("annual", 2026),
        ("five_year", 2026),
    ]
    for year in (2025, 2026):
        root = QuotaAccount.objects.get(year__year=year, parent__isnull=True)
        branches = QuotaAccount.objects.filter(year__year=year, organisation__kind="branch")
        taken = branches.aggregate(taken=Sum(F("reserved") + F("used")))["taken"]
        assert taken == recipients.claimed(year) > 0
        assert root.granted == Plan.objects.get(kind="annual", first_year=year).total
        assert quota_audit.problems(year) == []


def test_leaves_one_account_for_each_role_on_the_sign_in_page(
    seats: list[accounts.Seat], tmp_path: Path, settings: object
) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    accounts.write_down(seats, file=tmp_path / "demo.json")

    shown = demo_accounts.shown()

    assert Counter(one.role for one in shown) == Counter(role.label for role in Role)
    assert (tmp_path / "demo.json").stat().st_mode & 0o077 == 0
    for one in shown:
        assert authenticate(username=one.username, password=one.password) is not None


def told(day: date, seed: int) -> tuple[list[object], ...]:
    """Build, read, take back; people by their place, since keys go on counting on PostgreSQL."""
    with transaction.atomic():
        build(day, seed=seed)
        rows = Person.objects.order_by("id").values_list("id", "name", "born_on", "category")
        place = {row[0]: at for at, row in enumerate(rows)}
        steps = [
            (step, on, places(records, place))
            for step, on, records in Entry.objects.order_by("id").values_list(
                "step", "happened_on", "records"
            )
        ]
        transaction.set_rollback(True)
    return [row[1:] for row in rows], steps


def places(records: dict[str, dict[str, object]], place: dict[int, int]) -> list[object]:
    """Return the records with each list of people as their places in the county."""
    return [
        (kind, name, [place[key] for key in value] if isinstance(value, list) else value)
        for kind, row in records.items()
        for name, value in row.items()
    ]


@pytest.mark.django_db
def test_is_the_same_for_the_same_seed_and_day() -> None:
    assert told(TODAY, 7) == told(TODAY, 7)


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2026, 2, 24), date(2027, 6, 15), date(2028, 2, 29)])
def test_is_fresh_on_any_day(day: date) -> None:
    build(day)

    assert open_files() == SMALL.open_files
    assert 0.02 <= at_fault(day) / open_files() <= 0.04
    assert (day - max(Entry.objects.values_list("happened_on", flat=True))).days <= 10


def options(**changes: object) -> argparse.Namespace:
    values = {"scale": "small", "seed": 1, "no_serve": True, "host": "127.0.0.1", "port": 8000}
    return argparse.Namespace(**(values | changes))


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: object) -> None:
    """Keep migrations and static files out of the tests of the verb."""
    monkeypatch.setattr(setup_, "prepared", nullcontext)
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_keeps_a_demo_that_is_there(prepared: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert demo_.run(options()) == 0
    people = Person.objects.count()

    assert demo_.run(options(seed=2)) == 0

    assert "保留原有数据" in capsys.readouterr().out
    assert Person.objects.count() == people


@pytest.mark.django_db
def test_never_touches_a_county_that_is_no_demo(
    prepared: None, capsys: pytest.CaptureFixture[str]
) -> None:
    County()
    people = Person.objects.count()

    assert demo_.run(options()) == 1

    assert "不是演示县" in capsys.readouterr().err
    assert Person.objects.count() == people


@pytest.mark.parametrize(
    "role", [Role.BRANCH_SECRETARY, Role.COMMITTEE_ORGANISER, Role.COUNTY_OFFICE]
)
def test_shows_its_longest_cases_in_at_most_twelve_queries(
    seats: list[accounts.Seat], role: Role
) -> None:
    client = Client()
    client.force_login(Account.objects.filter(grants__role=role).earliest("id"))
    rich = Q(notices__isnull=False) | Q(reviews__isnull=False) | Q(votes__isnull=False)
    longest = Case.objects.annotate(length=Count("entries")).order_by("-length", "id")[:5]
    seen = {*Case.objects.filter(rich), *longest}

    counts = {case.pk: queries(client, f"/cases/{case.pk}/") for case in seen}

    assert {case: number for case, number in counts.items() if number > 12} == {}


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        client.get(url)
    return len(seen)
