"""Every address, for every role and for a stranger's object.

The rows are :mod:`tests.contracts.matrix`. An address that the table does not know fails the test.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.contracts.matrix import BODIES, GET, POST, PUBLIC, SIGN_IN
from tests.contracts.world import World
from xianfeng.portal import urls as portal_urls

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]


def addresses() -> Iterator[tuple[str, tuple[str, ...]]]:
    def walk(
        patterns: list[Any], space: str, names: tuple[str, ...]
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        for pattern in patterns:
            own = (*names, *pattern.pattern.converters)
            if isinstance(pattern, URLResolver):
                inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
                yield from walk(pattern.url_patterns, inner, own)
            elif isinstance(pattern, URLPattern) and pattern.name:
                yield f"{space}{pattern.name}", own

    yield from walk(get_resolver().url_patterns, "", ())


OWN = [
    (name, names)
    for name, names in addresses()
    if name not in PUBLIC and not any(name.startswith(prefix) for prefix in SIGN_IN)
]


def served(client: Client, url: str, method: str, body: dict[str, str] | None = None) -> int:
    return getattr(client, method)(url, body or {}).status_code


def rows() -> int:
    """Count what the program keeps, in every table: whoever is refused has changed nothing."""
    tables = [m._meta.db_table for m in apps.get_models() if m.__module__.startswith("xianfeng.")]
    counts = " + ".join(f"(SELECT COUNT(*) FROM {table})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        return int(cursor.fetchone()[0])


def test_the_table_knows_every_address() -> None:
    known = GET.keys() | POST.keys()
    assert {name for name, _names in OWN} - known == set()
    assert known - {name for name, _names in OWN} == set()


def test_only_the_portals_addresses_are_open_to_visitors() -> None:
    open_to_all = {
        f"portal:{pattern.name}"
        for pattern in portal_urls.urlpatterns
        if not getattr(pattern.callback, "login_required", True)
    }
    assert open_to_all == PUBLIC
    lifted = re.compile(r"login_not_required")
    assert {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "xianfeng").rglob("*.py")
        if lifted.search(path.read_text("utf-8"))
    } == {"xianfeng/portal/views/notices.py", "xianfeng/portal/views/objections.py"}


def test_only_those_who_may_are_served() -> None:
    world = World()
    wrong = []
    for name, names in OWN:
        url = world.address(name, names)
        for letter, client in world.clients.items():
            status = served(client, url, "get")
            expected = letter in GET.get(name, "")
            fits = status in {200, 302} if expected else status in {403, 404, 405}
            if not fits:
                wrong.append((name, letter, "GET", status))
    assert wrong == []


def test_only_those_who_may_are_heard() -> None:
    world = World()
    wrong = []
    for name, names in OWN:
        if name not in POST:
            continue
        url = world.address(name, names)
        # Those who may come last, so that what they do hides nobody's object.
        letters = sorted(world.clients, key=lambda letter: letter in POST[name])
        for letter in letters:
            client, before = world.clients[letter], rows()
            status = served(client, url, "post", BODIES.get(name) or world.bodies.get(name))
            if letter in POST[name]:
                fits = status not in {403, 404, 405, 500}
            else:
                fits = status in {403, 404} and rows() == before
            if not fits:
                wrong.append((name, letter, "POST", status, rows() - before))
    assert wrong == []


def test_a_visitor_is_asked_to_sign_in() -> None:
    world = World()
    for name, names in OWN:
        url = world.address(name, names)
        for method in ("get", "post"):
            response = getattr(Client(), method)(url)
            if response.status_code != 405:
                assert response.status_code == 302, (name, method, response.status_code)
                assert response["Location"].startswith("/accounts/login/"), name
