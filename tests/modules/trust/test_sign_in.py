"""Signing in, being locked out, changing the password, the second factor."""

import json
import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests import cast
from xianfeng.kernel import clock
from xianfeng.trust.commands import accounts
from xianfeng.trust.models import Account, LedgerEntry
from xianfeng.trust.vocab import Held, Role, server_operator

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
SYSADMIN = Held(Role.SYSTEM_ADMINISTRATOR, "")


def _try(client: Client, username: str, password: str, **extra: str):
    return client.post(LOGIN, {"login": username, "password": password}, **extra)


def _events(prefix: str = "trust.sign_in") -> list[tuple[str, str]]:
    found = LedgerEntry.objects.filter(event__startswith=prefix).order_by("id")
    return list(found.values_list("event", "subject"))


def test_signs_in_and_enters_it(client):
    made = cast.account("hanmei", Held(Role.COUNTY_OFFICE, cast.ROOT))
    response = _try(client, "HanMei", cast.PASSWORD)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/my/").status_code == 200
    assert _events() == [("trust.sign_in.succeeded", f"account:{made}")]
    detail = json.loads(LedgerEntry.objects.get(event="trust.sign_in.succeeded").detail)
    assert detail == {"address": "127.0.0.1", "methods": ["password"]}


def test_enters_a_wrong_password_without_what_was_typed(client):
    made = cast.account("hanmei")
    response = _try(client, "hanmei", "Geheim-Falsch-99")
    assert "用户名或密码不正确" in response.content.decode()
    _try(client, "MyPassword-In-The-Name-Field-7", "x")
    assert _events() == [
        ("trust.sign_in.failed", f"account:{made}"),
        ("trust.sign_in.failed", "account:unknown"),
    ]
    kept = json.dumps(list(LedgerEntry.objects.values("subject", "detail", "reason")))
    assert "Geheim" not in kept
    assert "Name-Field" not in kept


def test_locks_a_name_after_five_wrong_passwords_even_for_the_right_one(client):
    cast.account("hanmei")
    for _ in range(5):
        _try(client, "hanmei", "wrong")
    page = _try(client, "hanmei", cast.PASSWORD).content.decode()
    assert "输错次数过多，已锁定。请于30分钟后再试，或请系统管理员解锁。" in page
    assert [event for event, _ in _events()] == ["trust.sign_in.failed"] * 4 + [
        "trust.sign_in.locked"
    ]
    cast.account("luocheng")
    assert _try(client, "luocheng", cast.PASSWORD).status_code == 302


def test_locks_an_unknown_name_alike(client):
    for _ in range(5):
        _try(client, "nobody", "wrong")
    assert "已锁定" in _try(client, "nobody", "wrong").content.decode()


def test_opens_again_half_an_hour_after_the_last_wrong_password(client, monkeypatch):
    cast.account("hanmei")
    for _ in range(5):
        _try(client, "hanmei", "wrong")
    started = clock.now()
    monkeypatch.setattr(clock, "now", lambda: started + timedelta(minutes=29))
    assert "请于1分钟后" in _try(client, "hanmei", cast.PASSWORD).content.decode()
    monkeypatch.setattr(clock, "now", lambda: started + timedelta(minutes=30, seconds=1))
    monkeypatch.setattr("time.time", lambda: (started + timedelta(minutes=31)).timestamp())
    assert _try(client, "hanmei", cast.PASSWORD).status_code == 302


def test_locks_an_address_after_thirty_wrong_passwords():
    cast.account("hanmei")
    guesser = Client(REMOTE_ADDR="198.51.100.7")
    for n in range(30):
        _try(guesser, f"name{n}", "wrong")
    assert "已锁定" in _try(guesser, "hanmei", cast.PASSWORD).content.decode()
    assert _try(Client(REMOTE_ADDR="198.51.100.8"), "hanmei", cast.PASSWORD).status_code == 302


def test_lets_the_system_administrator_unlock(client):
    locked = cast.account("hanmei")
    for _ in range(5):
        _try(client, "hanmei", "wrong")
    admin = cast.client_of(cast.system_administrator())
    assert "已锁定" in admin.get(f"/settings/accounts/{locked}/").content.decode()
    admin.post(f"/settings/accounts/{locked}/unlock/")
    assert _try(client, "hanmei", cast.PASSWORD).status_code == 302


def test_says_that_an_account_is_closed_and_enters_it(client):
    made = cast.account("hanmei")
    accounts.deactivate(actor=server_operator("x"), account_id=made, why="调离", at=cast.NOON)
    response = _try(client, "hanmei", cast.PASSWORD)
    assert response["Location"] == "/accounts/inactive/"
    assert "账号已停用" in client.get("/accounts/inactive/").content.decode()
    assert client.get("/my/").status_code == 302
    assert _events() == [("trust.sign_in.failed", f"account:{made}")]


def test_ends_the_session_of_an_account_that_is_closed(client):
    made = cast.account("hanmei")
    _try(client, "hanmei", cast.PASSWORD)
    accounts.deactivate(actor=server_operator("x"), account_id=made, why="调离", at=cast.NOON)
    assert client.get("/my/")["Location"].startswith(LOGIN)


def test_ends_an_idle_session_after_half_an_hour(client, monkeypatch):
    cast.account("hanmei")
    _try(client, "hanmei", cast.PASSWORD)
    started = clock.now()
    monkeypatch.setattr(clock, "now", lambda: started + timedelta(minutes=20))
    assert client.get("/my/").status_code == 200
    monkeypatch.setattr(clock, "now", lambda: started + timedelta(minutes=45))
    assert client.get("/my/").status_code == 200
    monkeypatch.setattr(clock, "now", lambda: started + timedelta(minutes=76))
    assert client.get("/my/")["Location"].startswith(LOGIN)


def test_ends_a_session_after_eight_hours_however_busy(client, monkeypatch):
    cast.account("hanmei")
    _try(client, "hanmei", cast.PASSWORD)
    started = clock.now()
    answers = []
    for minutes in (*range(20, 481, 20), 481):
        now = started + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        answers.append(client.get("/my/").status_code)
    assert answers == [200] * 24 + [302]


def test_asks_a_new_account_for_its_own_password_first(client):
    made = accounts.create_account(
        actor=server_operator("x"), username="hanmei", display_name="韩梅", at=cast.NOON
    )
    _try(client, "hanmei", made.password)
    assert client.get("/my/")["Location"] == "/accounts/password/change/"
    assert client.get("/accounts/password/change/").status_code == 200
    response = client.post(
        "/accounts/password/change/",
        {"oldpassword": made.password, "password1": cast.PASSWORD, "password2": cast.PASSWORD},
    )
    assert response["Location"] == "/my/"
    assert client.get("/my/").status_code == 200
    assert not Account.objects.get(pk=made.account_id).must_change_password
    assert ("trust.account.password_changed", f"account:{made.account_id}") in _events(
        "trust.account"
    )


@pytest.mark.parametrize("password", ["short1A", "alllowercase", "1234567890123", "onlyletters7"])
def test_refuses_a_weak_password(client, password):
    cast.account("hanmei")
    _try(client, "hanmei", cast.PASSWORD)
    response = client.post(
        "/accounts/password/change/",
        {"oldpassword": cast.PASSWORD, "password1": password, "password2": password},
    )
    assert response.status_code == 200
    assert Account.objects.get(username="hanmei").check_password(cast.PASSWORD)


def test_signs_out_by_post_only_and_enters_it(client):
    made = cast.account("hanmei")
    _try(client, "hanmei", cast.PASSWORD)
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/my/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/my/").status_code == 302
    assert _events()[-1] == ("trust.sign_in.ended", f"account:{made}")


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/",
        "/accounts/signup/",
        "/accounts/email/",
        "/accounts/confirm-email/",
        "/accounts/password/reset/",
        "/accounts/password/set/",
        "/accounts/login/code/confirm/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/recovery-codes/download/",
        "/accounts/3rdparty/",
        "/accounts/sessions/",
    ],
)
def test_answers_404_for_what_is_not_used_of_allauth(client, address):
    assert client.get(address).status_code == 404


def test_knows_no_address_for_a_new_password_by_mail():
    with pytest.raises(NoReverseMatch):
        reverse("account_reset_password")


def test_shows_accounts_of_a_demo_only_where_it_left_them(client, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    assert "演示账号" not in client.get(LOGIN).content.decode()
    cast.account("county")
    rows = [{"role": "县委组织部", "username": "county", "password": cast.PASSWORD, "place": "县"}]
    (tmp_path / "demo.json").write_text(json.dumps(rows), "utf-8")
    page = client.get(LOGIN).content.decode()
    assert "演示账号" in page
    fields = dict(re.findall(r'type="hidden" name="(login|password)" value="([^"]*)"', page))
    assert client.post(LOGIN, fields)["Location"] == "/"


def _reauthenticated(client: Client) -> None:
    _try(client, "hanmei", cast.PASSWORD)
    asked = client.get("/accounts/2fa/totp/activate/")
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert client.get(asked["Location"]).status_code == 200
    client.post(asked["Location"], {"password": cast.PASSWORD})


def _code(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter + 1))


def _activated(client: Client) -> str:
    _reauthenticated(client)
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    response = client.post("/accounts/2fa/totp/activate/", {"code": _code(secret)})
    assert response["Location"] == "/accounts/2fa/recovery-codes/"
    return secret


def test_shows_the_code_picture_within_the_content_policy(client):
    cast.account("hanmei")
    _reauthenticated(client)
    response = client.get("/accounts/2fa/totp/activate/")
    page = response.content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    assert "<svg xmlns:svg" not in page
    assert "img-src 'self' data:" in response["Content-Security-Policy"]


def test_keeps_no_clear_secret_in_the_database(client):
    cast.account("hanmei")
    _reauthenticated(client)
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    for session in Session.objects.all():
        assert secret not in json.dumps(session.get_decoded())
    client.post("/accounts/2fa/totp/activate/", {"code": _code(secret)})
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in json.dumps(list(Authenticator.objects.values("data")))
    assert kept != secret and len(kept) > 40


def test_asks_for_the_second_factor_and_enters_both(client):
    made = cast.account("hanmei")
    secret = _activated(client)
    client.post("/accounts/logout/")
    response = _try(client, "hanmei", cast.PASSWORD)
    assert response["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/my/").status_code == 302
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "动态口令不正确" in wrong.content.decode()
    right = client.post("/accounts/2fa/authenticate/", {"code": _code(secret)})
    assert right["Location"] == "/"
    assert client.get("/my/").status_code == 200
    assert [event for event, _ in _events()][-2:] == [
        "trust.sign_in.failed",
        "trust.sign_in.succeeded",
    ]
    last = LedgerEntry.objects.filter(event="trust.sign_in.succeeded").latest("id")
    assert json.loads(last.detail)["methods"] == ["password", "totp"]
    assert ("trust.second_factor.activated", f"account:{made}") in _events("trust.second")


def test_takes_a_code_once_for_as_long_as_it_is_right(client, monkeypatch):
    cast.account("hanmei")
    secret = _activated(client)
    now = time.time()
    code = totp.format_hotp_value(totp.hotp_value(secret, int(now) // 30 + 1))
    answers = []
    for later in (0, 31, 58):
        monkeypatch.setattr(time, "time", lambda later=later: now - now % 30 + later)
        client.post("/accounts/logout/")
        _try(client, "hanmei", cast.PASSWORD)
        answers.append(client.post("/accounts/2fa/authenticate/", {"code": code}).status_code)
    assert answers == [302, 200, 200]


def test_opens_with_a_recovery_code_once(client):
    cast.account("hanmei")
    _activated(client)
    codes = re.findall(
        r"<code>(\d{8})</code>", client.get("/accounts/2fa/recovery-codes/").content.decode()
    )
    assert len(codes) == 10
    for expected in (302, 200):
        client.post("/accounts/logout/")
        _try(client, "hanmei", cast.PASSWORD)
        response = client.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        assert response.status_code == expected


def test_makes_new_recovery_codes_and_switches_off(client):
    made = cast.account("hanmei")
    _activated(client)
    assert client.get("/accounts/2fa/recovery-codes/generate/").status_code == 200
    client.post("/accounts/2fa/recovery-codes/generate/")
    assert client.get("/accounts/2fa/totp/deactivate/").status_code == 200
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert [event for event, _ in _events("trust.second")] == [
        "trust.second_factor.activated",
        "trust.second_factor.recovery_codes_made",
        "trust.second_factor.deactivated",
    ]
    assert {subject for _, subject in _events("trust.second")} == {f"account:{made}"}


def test_keeps_cookies_from_scripts_and_other_sites(client):
    cast.account("hanmei")
    response = _try(client, "hanmei", cast.PASSWORD)
    cookie = response.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""
