"""Error pages: in the house style, signed out and without a database."""

import pytest
from django.http import HttpResponseNotAllowed
from django.test import RequestFactory

from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.ui import errors
from xianfeng.ui.middleware import RefusalMiddleware


@pytest.mark.parametrize(
    ("page", "status", "words"),
    [
        (errors.bad_request, 400, "这个请求无法识别"),
        (errors.forbidden, 403, "您的账号不能进行这项操作"),
        (errors.not_found, 404, "没有找到这个页面"),
        (errors.server_error, 500, "系统出了问题"),
        (errors.csrf_failure, 403, "这张表单已经过期"),
    ],
)
def test_page_needs_no_database_and_no_session(page, status, words):
    response = page(RequestFactory().get("/"))
    assert response.status_code == status
    html = response.content.decode()
    assert f"<h1>{words}</h1>" in html
    assert 'href="/"' in html and "xianfeng.css" in html


def test_unknown_address_answers_in_the_house_style_when_signed_out(client):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "没有找到这个页面" in response.content.decode()


def test_address_for_forms_says_so_to_a_visit_and_names_what_it_takes():
    answer = HttpResponseNotAllowed(["POST"])
    response = RefusalMiddleware(lambda r: answer)(RequestFactory().get("/people/export"))
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "<h1>这个地址不能直接打开</h1>" in response.content.decode()


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        (
            Refused(
                Verdict((reason("D-05"), reason("D-06"))),
            ),
            422,
        ),
        (NotAllowed.because("党支部"), 403),
        (Conflict(Verdict((reason("D-62"),))), 409),
    ],
)
def test_refusal_lists_every_reason_with_its_status(refused, status):
    request = RequestFactory().post("/x", headers={"referer": "http://testserver/case/1"})
    response = RefusalMiddleware(lambda r: None).process_exception(request, refused)
    html = response.content.decode()
    assert response.status_code == status
    for one in refused.verdict:
        assert one.message in html
    assert 'href="http://testserver/case/1"' in html


def test_refusal_links_back_to_this_site_only():
    request = RequestFactory().post("/x", headers={"referer": "https://elsewhere.example/"})
    response = errors.refusal(request, Verdict((reason("D-05"),)), status=422)
    assert "elsewhere" not in response.content.decode()


def test_refusal_is_a_fragment_for_htmx():
    request = RequestFactory().post("/x")
    request.htmx = type("Htmx", (), {"boosted": False, "__bool__": lambda self: True})()
    html = errors.refusal(request, Verdict((reason("D-05"),)), status=422).content.decode()
    assert html.startswith('<section class="refusal') and "<html" not in html


def test_other_exceptions_stay_what_they_are():
    assert RefusalMiddleware(lambda r: None).process_exception(None, ValueError()) is None
