"""The pages of trust: who may open them, what they show, how many queries they cost."""

import json

import pytest
from django.test import Client

from tests import cast
from xianfeng.trust import places
from xianfeng.trust.models import Account, Grant, LedgerEntry
from xianfeng.trust.places import Place
from xianfeng.trust.vocab import Held, Role

pytestmark = pytest.mark.django_db
ACCOUNTS = "/settings/accounts/"
LEDGER = "/settings/ledger/"
PLACES = (
    Place(cast.BRANCH, "001001", "某村党支部"),
    Place(cast.OTHER_BRANCH, "002001", "某村第二党支部"),
)


@pytest.fixture(autouse=True)
def known_places():
    """Two branches that trust is told about; the real look-ups come back afterwards."""
    before = dict(places._lookup)
    places.install(
        find=lambda _actor, words: [p for p in PLACES if words in p.name or words == p.code],
        named=lambda paths: {p.path: p for p in PLACES if p.path in set(paths)},
    )
    yield
    places._lookup.update(before)


@pytest.fixture
def system() -> Client:
    """The system administrator's browser."""
    return cast.client_of(cast.system_administrator())


@pytest.fixture
def security() -> Client:
    """The security administrator's browser."""
    return cast.client_of(cast.security_administrator())


@pytest.fixture
def auditor() -> Client:
    """The audit administrator's browser."""
    return cast.client_of(cast.auditor())


@pytest.mark.parametrize("address", ["/my/", ACCOUNTS, f"{ACCOUNTS}new/", f"{ACCOUNTS}1/", LEDGER])
def test_asks_a_visitor_to_sign_in(client, address):
    assert client.get(address)["Location"] == f"/accounts/login/?next={address}"


@pytest.mark.parametrize(
    "actor",
    [
        cast.county_office(),
        cast.committee_organiser(),
        cast.branch_secretary(),
        cast.member(),
        cast.stranger(),
    ],
)
def test_keeps_working_roles_out_of_administration(actor):
    client = cast.client_of(actor)
    before = (Account.objects.count(), Grant.objects.count(), LedgerEntry.objects.count())
    for address in (ACCOUNTS, f"{ACCOUNTS}new/", f"{ACCOUNTS}1/", LEDGER):
        assert client.get(address).status_code == 403
    for address in ("1/deactivate/", "1/reset-password/", "1/unlock/", "1/grants/", "new/"):
        form = {"why": "x", "role": "member", "place": "001001", "username": "abc"}
        assert client.post(ACCOUNTS + address, form).status_code == 403
    assert client.post(f"{LEDGER}verify/").status_code == 403
    after = (Account.objects.count(), Grant.objects.count(), LedgerEntry.objects.count())
    assert after == before


def test_keeps_the_three_administrators_apart(system, security, auditor):
    other = cast.account("other")
    assert auditor.get(ACCOUNTS).status_code == 403
    assert system.get(LEDGER).status_code == 403
    assert security.get(LEDGER).status_code == 403
    grant = {"role": "member", "place": "001001"}
    assert system.post(f"{ACCOUNTS}{other}/grants/", grant).status_code == 403
    assert security.get(f"{ACCOUNTS}new/").status_code == 403
    assert security.post(f"{ACCOUNTS}{other}/deactivate/", {"why": "x"}).status_code == 403
    assert not Grant.objects.filter(account_id=other).exists()


def test_makes_an_account_and_shows_its_password_once(system):
    page = system.post(f"{ACCOUNTS}new/", {"username": "hanmei", "display_name": "韩梅"})
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    password = page.context["page"].password
    assert password in page.content.decode()
    made = Account.objects.get(username="hanmei")
    assert made.check_password(password)
    again = system.get(f"{ACCOUNTS}{made.pk}/").content.decode()
    assert password not in again
    assert "待本人改密" in again


def test_says_at_the_form_why_an_account_is_refused(system):
    cast.account("hanmei")
    for name, words in (("hanmei", "已被另一账号使用"), ("Ä ö", "用户名须为")):
        form = {"username": f"{name}  ", "display_name": "韩梅"}
        page = system.post(f"{ACCOUNTS}new/", form)
        assert page.status_code == 422
        assert words in page.content.decode()
    assert Account.objects.filter(display_name="韩梅").count() == 0


def test_closes_opens_and_resets_by_button(system):
    other = cast.account("other")
    assert system.post(f"{ACCOUNTS}{other}/deactivate/", {"why": "调离"}).status_code == 302
    assert not Account.objects.get(pk=other).is_active
    assert system.post(f"{ACCOUNTS}{other}/reactivate/", {"why": "调回"}).status_code == 302
    assert Account.objects.get(pk=other).is_active
    page = system.post(f"{ACCOUNTS}{other}/reset-password/")
    assert Account.objects.get(pk=other).check_password(page.context["page"].password)
    assert system.post(f"{ACCOUNTS}{other}/remove-second-factor/", {"why": "x"}).status_code == 302
    assert system.post(f"{ACCOUNTS}{other}/deactivate/").status_code == 422
    assert system.get(f"{ACCOUNTS}{other}/deactivate/").status_code == 405


def test_answers_404_for_an_account_that_is_not_there(system, security):
    assert system.get(f"{ACCOUNTS}99999/").status_code == 404
    assert system.post(f"{ACCOUNTS}99999/deactivate/", {"why": "x"}).status_code == 404
    grant = {"role": "member", "place": "001001"}
    assert security.post(f"{ACCOUNTS}99999/grants/", grant).status_code == 404
    assert security.post(f"{ACCOUNTS}1/grants/99999/revoke/", {"why": "x"}).status_code == 404


def test_gives_and_ends_a_role_by_code(security):
    other = cast.account("other")
    form = {"role": "branch_secretary", "place": "001001"}
    assert security.post(f"{ACCOUNTS}{other}/grants/", form).status_code == 302
    given = Grant.objects.get(account_id=other)
    assert (given.role, given.org_path) == ("branch_secretary", cast.BRANCH)
    page = security.get(f"{ACCOUNTS}{other}/").content.decode()
    assert "某村党支部" in page
    revoke = f"{ACCOUNTS}{other}/grants/{given.pk}/revoke/"
    assert revoke in page
    assert security.post(revoke, {"why": "换届"}).status_code == 302
    given.refresh_from_db()
    assert given.ends_on == given.starts_on


def test_asks_which_organisation_when_the_words_mean_several(security):
    other = cast.account("other")
    form = {"role": "branch_secretary", "place": "某村"}
    page = security.post(f"{ACCOUNTS}{other}/grants/", form)
    assert page.status_code == 422
    assert page.context["page"].candidates == PLACES
    chosen = {**form, "path": cast.OTHER_BRANCH}
    assert security.post(f"{ACCOUNTS}{other}/grants/", chosen).status_code == 302
    assert Grant.objects.get(account_id=other).org_path == cast.OTHER_BRANCH


def test_grants_nothing_at_an_organisation_that_is_not_there(security):
    other = cast.account("other")
    for form in ({"place": "没有"}, {"place": ""}, {"place": "", "path": "000900090009"}):
        page = security.post(f"{ACCOUNTS}{other}/grants/", {"role": "member", **form})
        assert page.status_code == 422
        assert "没有找到这个党组织" in page.content.decode()
    assert not Grant.objects.filter(account_id=other).exists()


def test_shows_the_refusal_of_two_hands_in_one_at_the_form(security):
    other = cast.account("other", Held(Role.SYSTEM_ADMINISTRATOR, ""))
    page = security.post(f"{ACCOUNTS}{other}/grants/", {"role": "audit_administrator"})
    assert page.status_code == 422
    assert "系统管理员、安全管理员、审计管理员不得兼任" in page.content.decode()


def test_offers_nobody_the_administration_of_themselves(security):
    own = Account.objects.get(grants__role="security_administrator")
    page = security.get(f"{ACCOUNTS}{own.pk}/").content.decode()
    assert "须由另一位管理员办理" in page
    assert "/revoke/" not in page
    form = {"role": "member", "place": "001001"}
    assert security.post(f"{ACCOUNTS}{own.pk}/grants/", form).status_code == 422


def test_finds_accounts_by_name_and_goes_on_by_page(system):
    for n in range(60):
        Account.objects.create(
            username=f"user{n:02}", display_name=f"人{n}", created_at=cast.NOON, password="!"
        )
    first = system.get(f"{ACCOUNTS}?q=user")
    rows = first.context["page"].rows
    assert [row.username for row in rows][:2] == ["user00", "user01"]
    assert len(rows) == 50
    second = system.get(first.context["page"].next_url)
    assert [row.username for row in second.context["page"].rows] == [
        f"user{n}" for n in range(50, 60)
    ]
    assert second.context["page"].next_url == ""
    back = system.get(second.context["page"].previous_url).context["page"]
    assert (back.rows, back.previous_url) == (rows, "")
    assert system.get(f"{ACCOUNTS}?q=人59").context["page"].rows[0].username == "user59"
    assert "没有符合的账号" in system.get(f"{ACCOUNTS}?q=%25").content.decode()


def test_costs_the_same_queries_for_many_accounts(system, django_assert_max_num_queries):
    for n in range(20):
        cast.account(f"few{n:02}", Held(Role.MEMBER, cast.BRANCH))
    for _ in range(2):
        with django_assert_max_num_queries(8):
            assert system.get(ACCOUNTS).status_code == 200
        for n in range(20):
            cast.account(f"more{n:02}{_}", Held(Role.MEMBER, cast.BRANCH))


def test_shows_ones_own_roles_and_no_button_to_change_them(client):
    mine = cast.client_of(cast.branch_secretary())
    page = mine.get("/my/").content.decode()
    assert "党支部书记" in page
    assert "某村党支部" in page
    assert "启用动态口令" in page
    assert "/revoke/" not in page


def test_shows_the_ledger_newest_first_and_filters_it(auditor):
    cast.account("hanmei")
    rows = auditor.get(LEDGER).context["page"].rows
    assert rows[0].event == "trust.account.created"
    assert rows[0].event_label == "新建账号"
    assert rows[0].words == "姓名 hanmei，用户名 hanmei"
    ids = [row.id for row in rows]
    assert ids == sorted(ids, reverse=True)

    def count(query: str) -> int:
        return len(auditor.get(f"{LEDGER}?{query}").context["page"].rows)

    assert count("event=trust.grant") == 1
    assert count("event=trust.grant.given") == 1
    assert count("event=授予角色") == 1
    assert count(f"subject={rows[0].subject}") == 1
    assert count("account=没有这个人") == 0
    assert count("account=tests") == len(rows)
    assert count("since=2026-11-23&until=2026-11-23") == len(rows)
    assert count("since=2026-11-24") == 0
    assert count("until=2026-11-22") == 0
    assert count("before=x&since=nonsense") == len(rows)


def test_turns_the_ledgers_pages_both_ways(auditor):
    for n in range(60):
        cast.account(f"user{n:02}")
    first = auditor.get(f"{LEDGER}?event=trust.account.created").context["page"]
    assert (len(first.rows), first.newer_url) == (50, "")
    second = auditor.get(first.older_url).context["page"]
    assert second.older_url == ""
    assert {row.id for row in second.rows}.isdisjoint(row.id for row in first.rows)
    assert auditor.get(second.newer_url).context["page"].rows == first.rows


def test_verifies_by_button_and_shows_what_was_found(auditor, django_assert_max_num_queries):
    made = cast.account("hanmei")
    auditor.post(f"{LEDGER}verify/")
    page = auditor.get(LEDGER)
    assert "没有发现改动" in page.content.decode()
    assert page.context["page"].last.broken == ()
    LedgerEntry.objects.filter(chain=f"account:{made}").update(reason="改")
    auditor.post(f"{LEDGER}verify/")
    with django_assert_max_num_queries(8):
        page = auditor.get(LEDGER)
    assert f"链“account:{made}”第1条被改动" in page.content.decode()
    entered = LedgerEntry.objects.filter(event="trust.ledger.verified").latest("id")
    assert json.loads(entered.detail)["broken"] == list(page.context["page"].last.broken)
