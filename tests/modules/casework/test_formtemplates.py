"""A county's own template of a form …"""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import cast
from tests.county import County
from tests.modules.casework import forms
from tests.walk import NOW, Walker
from xianfeng.casework.commands import formtemplates
from xianfeng.casework.models import FormTemplate
from xianfeng.casework.queries import formtemplates as reads
from xianfeng.casework.queries import printouts
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.trust.models import EvidenceFile, LedgerEntry

pytestmark = pytest.mark.django_db
WHY = "全县统一版式"
OWN = forms.handmade("本县谈话记录", "姓名：{{ person.name }}")


def replace(county: County, content: bytes = OWN, *, why: str = WHY) -> None:
    formtemplates.replace(
        actor=cast.county_office(county.root.path),
        form="talk-record",
        name="谈话记录.docx",
        content=content,
        why=why,
        at=NOW,
    )


def talk_of(walker: Walker) -> str:
    today = date(2026, 11, 23)
    (file,) = printouts.filled(
        walker.actors["branch"], [walker.case_id], "talk-record", today=today
    )
    return forms.read(file.content)


def test_is_used_at_once_and_given_up_for_the_shipped_one() -> None:
    county = County()
    walker = Walker(county)
    replace(county)
    assert talk_of(walker) == "本县谈话记录\n姓名：申向党"
    formtemplates.restore(
        actor=cast.county_office(county.root.path), form="talk-record", why=WHY, at=NOW
    )
    assert "入党申请人谈话记录" in talk_of(walker)
    assert list(LedgerEntry.objects.filter(chain="forms").values_list("event", "subject")) == [
        ("casework.form.replaced", "form:talk-record"),
        ("casework.form.restored", "form:talk-record"),
    ]


def test_keeps_the_one_before() -> None:
    county = County()
    replace(county)
    replace(county, forms.handmade("第二版 {{ person.name }}"))
    office = cast.county_office(county.root.path)
    past = reads.one(office, "talk-record").past
    assert [(one.note, one.ended_at) for one in past] == [(WHY, None), (WHY, NOW)]
    assert reads.past_content(office, "talk-record", past[1].id) == ("谈话记录.docx", OWN)


def test_is_refused_with_every_reason_and_nothing_kept() -> None:
    county = County()
    with pytest.raises(Refused) as refused:
        replace(county, forms.handmade("甲：{{ person.nme }}", "乙：{{ ''.__class__ }}"))
    told = [(r.check, r.fact) for r in refused.value.verdict]
    assert told == [
        ("X-31", "在“甲：{{ person.nme }}”"),
        ("X-32", "在“乙：{{ ''.__class__ }}”"),
    ]
    with pytest.raises(Refused) as refused:
        replace(county, b"nothing")
    assert refused.value.verdict.checks() == ("X-30",)
    with pytest.raises(Refused):
        replace(county, why="改")
    assert FormTemplate.objects.count() == EvidenceFile.objects.count() == 0


def test_is_the_county_offices_alone() -> None:
    county = County()
    organiser = cast.committee_organiser(county.committee.path)
    for act in (
        lambda: formtemplates.replace(
            actor=organiser, form="talk-record", name="a.docx", content=OWN, why=WHY, at=NOW
        ),
        lambda: formtemplates.restore(actor=organiser, form="talk-record", why=WHY, at=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert FormTemplate.objects.count() == 0


def test_cannot_be_restored_where_there_is_none() -> None:
    county = County()
    with pytest.raises(Refused) as refused:
        formtemplates.restore(
            actor=cast.county_office(county.root.path), form="talk-record", why=WHY, at=NOW
        )
    assert refused.value.verdict.checks() == ("X-30",)


def test_of_no_form_is_not_found() -> None:
    with pytest.raises(reads.UnknownForm):
        reads.one(cast.county_office(), "no-such-form")


def test_comes_back_from_word_by_the_page() -> None:
    county = County()
    client = cast.client_of(cast.county_office(county.root.path))
    page = reverse("casework:form", args=["talk-record"])
    template = client.get(reverse("casework:form-template", args=["talk-record"])).content
    url = reverse("casework:form-replace", args=["talk-record"])
    kept = client.post(url, {"file": SimpleUploadedFile("改.docx", template), "why": WHY})
    assert kept["Location"] == page
    bad = SimpleUploadedFile("坏.docx", forms.handmade("姓名：{{ person.nme }}"))
    refused = client.post(url, {"file": bad, "why": WHY})
    assert refused.status_code == 422
    assert "person.nme" in refused.content.decode()
    assert "在“姓名：{{ person.nme }}”" in refused.content.decode()
    assert client.post(url, {"why": WHY}).status_code == 422


def test_list_costs_the_same_however_many_there_are() -> None:
    county = County()
    client = cast.client_of(cast.county_office(county.root.path))
    client.get(reverse("casework:forms"))
    with CaptureQueriesContext(connection) as none:
        client.get(reverse("casework:forms"))
    replace(county)
    with CaptureQueriesContext(connection) as some:
        page = client.get(reverse("casework:forms")).content.decode()
    assert len(none) == len(some) <= 12
    assert page.count("本县模板") == 1
