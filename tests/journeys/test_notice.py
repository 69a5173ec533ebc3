"""A notice from its draft to the signed step, through pages alone: branch, committee, public."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.county import County
from tests.posted import CONTACT, LAST, NUMBER, POSTED, RECORD, STEP, on
from tests.walk import LATE, Walker
from xianfeng.casework.models import Entry, Notice, Objection
from xianfeng.trust.models import Grant
from xianfeng.trust.queries import verification

pytestmark = pytest.mark.django_db


@pytest.fixture
def walker() -> Walker:
    return Walker(County()).until(STEP)


@pytest.fixture(params=[{}, {"headers": {"HX-Request": "true"}}], ids=["plain", "htmx"])
def offices(request: Any, walker: Walker) -> tuple[Client, Client]:
    """Open a browser for the branch and one for the committee, with and without htmx."""
    found = []
    for role, username in (("branch", "zhibu"), ("committee", "dangwei")):
        client = cast.client_of(walker.actors[role], username=username)
        client.defaults |= {
            f"HTTP_{k.replace('-', '_').upper()}": v
            for k, v in request.param.get("headers", {}).items()
        }
        found.append(client)
    # The story plays before the accounts of the cast were made.
    Grant.objects.update(starts_on=date(2020, 1, 1))
    return found[0], found[1]


def test_from_a_draft_with_a_telephone_to_the_signed_step(
    walker: Walker, offices: tuple[Client, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    branch, committee = offices
    visitor = Client()

    def today(day: date) -> None:
        monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: on(day))

    def sent(client: Client, url: str, **data: str) -> int:
        return client.post(url, data).status_code

    today(POSTED)
    step = f"/cases/{walker.case_id}/steps/{NUMBER}/"
    new = f"/cases/{walker.case_id}/notices/{RECORD}/new"
    assert new in branch.get(step).content.decode()

    # The composed text, with a telephone number that somebody added.
    form = branch.get(new).context["page"].form
    text = {name: str(form.initial[name]) for name in form.fields} | {"contact": CONTACT}
    refused = branch.post(new, {**text, "body": text["body"] + "电话19900001234。"})
    assert refused.status_code == 422
    assert "公示内容含电话号码，不得发布" in refused.content.decode()
    assert not Notice.objects.exists()

    assert sent(branch, new, **text) == 302
    notice = Notice.objects.get()
    at = f"/notices/{notice.pk}/"
    public = f"/public/notices/{notice.pk}/"
    post = {"posted_on": POSTED.isoformat(), "places": "村务公开栏"}

    # No review, no posting; no posting, nothing public.
    assert sent(branch, f"{at}publish", **post) == 422
    assert visitor.get(public).status_code == 404
    assert sent(branch, f"{at}submit") == 302
    assert sent(branch, f"{at}clear") == 403
    assert sent(committee, f"{at}clear") == 302
    assert sent(branch, f"{at}publish", **post) == 302

    # The portal shows the copy, and a visitor objects to it.
    assert "申向党，男，汉族，1995年3月出生" in visitor.get(public).content.decode()
    assert "申向党" in visitor.get("/public/").content.decode()
    thanks = visitor.post(
        f"{public}objection", {"content": "此人常年在外务工，很少参加学习", "token": "one"}
    )
    receipt = thanks.context["page"].receipt
    assert Objection.objects.count() == 1

    # The notice is over, the step is refused while nobody has looked into the objection.
    today(date(2024, 7, 27))
    assert visitor.get(public).status_code == 404
    papers = {
        f"paper.{kind}": "on"
        for kind in ("candidate_notice_sheet", "candidate_notice_result", "candidate_notice_photo")
    }
    sign = {f"{RECORD}.on": "2024-07-27", **papers, "reason.D-53": LATE["D-53"]}
    stopped = branch.post(step, sign)
    assert stopped.status_code == 422
    assert "公示期间收到反映1条，尚未形成调查结论" in stopped.content.decode()
    assert not Entry.objects.filter(step=STEP).exists()

    # The committee looks into it and decides; its sender is told how far it is, never what.
    objection = f"/objections/{Objection.objects.get().pk}/"
    assert sent(committee, f"{objection}take-up", investigators="罗成、王书记") == 302
    decision = {"finding": "经核实，参加学习符合要求", "decision": "no_effect"}
    assert sent(committee, f"{objection}decide", **decision) == 302
    told = visitor.post("/public/progress", {"receipt": receipt}).content.decode()
    assert "已经调查完毕" in told and "申向党" not in told

    # Now the step passes, with days and counts from the notice whatever was posted.
    forged = {f"{RECORD}.starts_on": "2024-01-01", f"{RECORD}.objections": "0"}
    signed = branch.post(step, {**sign, **forged})
    assert signed.status_code == 302, signed.content.decode()
    record = Entry.objects.get(step=STEP).records[RECORD]
    assert (record["starts_on"], record["ends_on"]) == (POSTED.isoformat(), LAST.isoformat())
    assert (record["objections"], record["objections_closed"]) == (1, 1)
    assert record["place"] == "村务公开栏"
    assert verification.verify().is_whole
