"""The gallery and the frame around every page."""

import json

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from tests import cast
from xianfeng.ui import navigation


@pytest.fixture
def entries():
    """Give back the navigation as it was."""
    before = list(navigation._entries)
    yield
    navigation.install(before)


@pytest.mark.django_db
def test_gallery_shows_every_component(django_assert_max_num_queries):
    client = cast.client_of(cast.branch_secretary())
    with django_assert_max_num_queries(5):
        response = client.get(reverse("ui:gallery"))
    assert response.status_code == 200
    html = response.content.decode()
    for name in ("stat", "notice", "card", "badge", "btn", "timeline", "steps", "facts", "empty"):
        assert f'class="{name}' in html, name
    for name in ("refusal", "filters", "table stack", "pager", "meter", "field", "page-head"):
        assert f'class="{name}' in html, name
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.django_db
def test_gallery_asks_strangers_to_sign_in(client):
    response = client.get(reverse("ui:gallery"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.django_db
def test_frame_names_county_person_and_place_and_offers_the_way_out(entries):
    navigation.install(
        [
            navigation.Entry(
                label="构件", url_name="ui:gallery", icon="list", is_for=lambda a: True
            ),
            navigation.Entry(
                label="他人", url_name="ui:gallery", icon="key", is_for=lambda a: False
            ),
        ]
    )
    client = cast.client_of(cast.branch_secretary(), username="secretary")
    html = client.get(reverse("ui:gallery")).content.decode()
    assert "武山县" in html and "secretary" in html and "党支部书记" in html
    assert f'<form method="post" action="{reverse("account_logout")}">' in html
    assert f'<a href="{reverse("ui:gallery")}" aria-current="page">' in html
    assert "他人" not in html
    assert '<a class="skip" href="#content">' in html
    assert '<main id="content" tabindex="-1">' in html


@pytest.mark.django_db
def test_frame_marks_made_up_data_only_where_the_demo_left_its_note(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    client = cast.client_of(cast.member())
    assert "SYNTHETIC" not in client.get(reverse("ui:gallery")).content.decode()
    (tmp_path / "demo.json").write_text("{}")
    assert "SYNTHETIC" in client.get(reverse("ui:gallery")).content.decode()


def test_entrance_has_no_navigation_and_no_script():
    html = render_to_string("ui/base_entrance.html", request=RequestFactory().get("/"))
    assert "<nav" not in html and "<script" not in html and "<main" in html


@pytest.mark.django_db
def test_htmx_is_told_to_evaluate_nothing():
    html = cast.client_of(cast.member()).get(reverse("ui:gallery")).content.decode()
    told = json.loads(html.split('name="htmx-config" content=\'')[1].split("'>")[0])
    assert told["allowEval"] is False
    assert told["includeIndicatorStyles"] is False
    assert told["historyCacheSize"] == 0
    assert told["selfRequestsOnly"] is True
