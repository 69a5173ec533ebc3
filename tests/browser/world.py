"""What the page tests look at: a branch with files in all states, and one account for each role."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from tests import cast
from tests.county import County, organisation, person
from tests.walk import NOW, PROBATION_REVIEWS, REVIEWED, REVIEWS, Walker
from xianfeng.casework.commands import cases
from xianfeng.casework.models import Entry, Evidence
from xianfeng.recruitment.vocab import DEFAULT_EDITION, FAMILY
from xianfeng.registry.commands import counts
from xianfeng.registry.models import ImportBatch, SavedFilter
from xianfeng.registry.vocab import Category, OrganisationKind
from xianfeng.trust.models import Account
from xianfeng.trust.vocab import Held, Role

CROWD = 60


class World:
    """Everything is made by commands; every role has an account of its name."""

    def __init__(self) -> None:
        county = self.county = County()
        for n, category in enumerate((Category.PROBATIONARY, Category.ACTIVIST)):
            person(f"单某{n}", county.branch, category=category)
        for nth in range(3, 9):
            organisation(
                f"中共武山县山丹镇第{nth}村支部委员会", kind=OrganisationKind.BRANCH,
                parent=county.committee, nth=nth,
            )  # fmt: skip
        self._cases()
        self._accounts()
        self._import()

    def _cases(self) -> None:
        county = self.county
        self.half = Walker(county).until("vote-admission")
        self.due = Walker(county, name="解向党").until("cultivate-activist")
        self.due.review("review", REVIEWS)
        self.filed = Walker(county, name="仇向党").until("file-activist")
        self.returned = Walker(county, name="查向党").until("file-activist")
        self.postponed = Walker(county, name="曾向党").until("first-talk")
        self.ended = Walker(county, name="区向党").until("first-talk")
        branch, committee = self.half.actors["branch"], self.half.actors["committee"]
        cases.return_for_more(
            actor=committee, case_id=self.returned.case_id, why="缺谈话记录签名", at=NOW
        )
        cases.postpone(
            actor=branch, case_id=self.postponed.case_id, until=date(2027, 3, 1),
            why="本人外出务工", at=NOW,
        )  # fmt: skip
        cases.end(actor=branch, case_id=self.ended.case_id, why="本人书面撤回申请", at=NOW)

    def _accounts(self) -> None:
        county = self.county
        seats = {
            "county": (Held(Role.COUNTY_OFFICE, county.root.path),),
            "committee": (Held(Role.COMMITTEE_ORGANISER, county.committee.path),),
            "branch": (Held(Role.BRANCH_SECRETARY, county.branch.path),),
            "member": (Held(Role.MEMBER, county.branch.path),),
            "auditor": (Held(Role.AUDIT_ADMINISTRATOR, ""),),
            "system": (Held(Role.SYSTEM_ADMINISTRATOR, ""),),
            "security": (Held(Role.SECURITY_ADMINISTRATOR, ""),),
            "nobody": (),
        }
        self.accounts = {
            role: cast.account(
                role, *held, person_id=self.half.person.pk if role == "member" else None
            )
            for role, held in seats.items()
        }
        SavedFilter.objects.create(
            account_id=self.accounts["branch"], page="people", name="女党员", query="sex=2"
        )

    def _import(self) -> None:
        code = self.county.committee.code
        rows = (
            "党组织代码,党组织全称,组织类别,上级党组织代码",
            f"620524990001,中共武山县山丹镇车岸村支部委员会,党支部,{code}",
            "620524990003,中共武山县无名村支部委员会,党支部,620524999999",
        )
        file = SimpleUploadedFile("党组织.csv", "\n".join(rows).encode())
        client = Client()
        client.force_login(Account.objects.get(username="committee"))
        client.post("/imports/new/", {"kind": "organisations", "file": file})
        self.batch = ImportBatch.objects.get()

    def crowd(self) -> None:
        """Fill the lists: more members and open cases than a page shows."""
        county = self.county
        for n in range(CROWD):
            person(f"魏某{n}", county.other_branch)
            applicant = person(
                f"尉迟某{n}", county.branch, category=Category.OUTSIDER, since=date(2020, 1, 2)
            )
            cases.open_case(
                actor=self.half.actors["branch"], family=FAMILY, edition=DEFAULT_EDITION,
                person_id=applicant.pk, at=NOW,
            )  # fmt: skip
        counts.recount({county.branch.pk, county.other_branch.pk})

    def archived(self) -> int:
        """Walk one more applicant to the archive; return the case's id."""
        walker = Walker(self.county, name="单向党").until("cultivate-activist")
        walker.review("review", REVIEWS)
        seen = False
        for right in walker.rights:
            seen = seen or right.step == "cultivate-activist"
            if not seen:
                continue
            if right.step == "observe-probation":
                walker.review("probation_review", PROBATION_REVIEWS)
            if REVIEWED in right.records:
                walker.reviewed()
            if right.step == "fill-form":
                walker.sign(right.step, volunteer_form={"number": "62052420240002"})
            else:
                walker.sign(right.step)
        return walker.case_id

    def pages(self) -> dict[str, list[str]]:
        """Return the addresses by role; each page with those who use it."""
        half, due, county = self.half.case_id, self.due.case_id, self.county
        entry = Entry.objects.filter(case=half, kind="signed").latest("id").pk
        review = Evidence.objects.filter(case=due).first()
        assert review is not None
        account = self.accounts["branch"]
        return {
            "branch": [
                "/", "/todo/", "/todo/?side=others", "/todo/?when=late", "/cases/", "/cases/?q=无此人",
                "/cases/?state=all", f"/cases/{half}/", f"/cases/{half}/?whole=1",
                f"/cases/{half}/steps/18/", f"/cases/{half}/steps/29/", f"/cases/{due}/",
                f"/cases/{due}/steps/7/", f"/cases/{due}/evidence/review/",
                f"/cases/{due}/evidence/{review.pk}/withdraw", f"/cases/{half}/entries/{entry}/reverse",
                f"/cases/{due}/postpone", f"/cases/{due}/end", f"/cases/{self.returned.case_id}/",
                f"/cases/{self.returned.case_id}/resubmit", f"/cases/{self.postponed.case_id}/",
                f"/cases/{self.postponed.case_id}/resume", f"/cases/{self.ended.case_id}/",
                "/recruitment/cases/new", "/people/", "/people/?q=无此人", "/people/filter/",
                f"/people/{county.members[0].pk}/", "/search/", f"/organisations/{county.branch.pk}/",
                "/gallery/", "/my/", "/accounts/password/change/",
            ],
            "committee": [
                "/", f"/cases/{self.filed.case_id}/", f"/cases/{self.filed.case_id}/steps/5/",
                f"/cases/{self.filed.case_id}/return", "/imports/", "/imports/new/",
                f"/imports/{self.batch.pk}/", f"/organisations/{county.committee.pk}/",
            ],
            "county": [
                "/", "/todo/", "/cases/", "/people/", "/organisations/", "/calendar/", "/procedures/",
                "/procedures/WUSHAN-29/", "/procedures/CPC-DEV-2026/", "/checks/",
                f"/organisations/{county.root.pk}/",
            ],
            "member": ["/", f"/cases/{half}/", f"/people/{self.half.person.pk}/"],
            "auditor": ["/", "/settings/ledger/"],
            "system": ["/", "/settings/accounts/", "/settings/accounts/new/", f"/settings/accounts/{account}/"],
            "security": ["/", f"/settings/accounts/{account}/"],
            "nobody": ["/", "/accounts/reauthenticate/", "/accounts/2fa/totp/activate/"],
        }  # fmt: skip


@pytest.fixture
def world(transactional_db: None) -> World:
    """Build the world."""
    return World()


@pytest.fixture
def entered(chromium: Browser, live_server: Any, world: World) -> Iterator[Any]:
    """Open browsers for roles, signed in without the form."""
    opened: list[BrowserContext] = []

    def enter(role: str, **options: Any) -> Page:
        client = Client()
        client.force_login(Account.objects.get(username=role))
        key = client.cookies[settings.SESSION_COOKIE_NAME]
        context = chromium.new_context(locale="zh-CN", **options)
        context.add_cookies([{"name": key.key, "value": key.value, "url": live_server.url}])
        opened.append(context)
        return context.new_page()

    yield enter
    for context in opened:
        context.close()
