"""Every address, for every role and for a stranger's object.

Rows say who is served a page; everybody else gets 403 or 404, a visitor the
sign-in page. An address that the table does not know fails the test.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import cast, papers
from tests.county import County
from tests.meetings import Assembly
from tests.modules.casework import forms
from tests.planned import TERMS, YEAR, planned
from tests.posted import RECORD, Poster
from tests.walk import NOW, REVIEWS, Walker
from xianfeng.casework.commands import backentries, editions, formtemplates, transfers
from xianfeng.casework.commands.transfers import Going
from xianfeng.casework.models import (
    AgendaItem,
    Blank,
    BlankBatch,
    Entry,
    Evidence,
    FormTemplate,
    Objection,
    Paper,
)
from xianfeng.portal import urls as portal_urls
from xianfeng.recruitment.commands import quotas, requests, splits, tasks
from xianfeng.recruitment.commands.tasks import Assignment
from xianfeng.recruitment.models import (
    ClassResult,
    DrawnFile,
    Examination,
    Inquiry,
    InquiryEntry,
    Plan,
    QuotaEntry,
    Sample,
    TrainingClass,
)
from xianfeng.recruitment.vocab import DEFAULT_EDITION, FAMILY
from xianfeng.registry.models import ImportBatch, SavedFilter
from xianfeng.trust.models import Account, EvidenceFile, Grant
from xianfeng.trust.queries.evidence import location
from xianfeng.trust.vocab import Actor

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]

# C county office, O organiser above, S secretary of the branch, M member whose own file it is,
# X secretary of another branch, A auditor, Y system administrator, Z security administrator,
# N an account without any role.
EVERYBODY = "COSMXAYZN"
GET = {
    "casework:start": EVERYBODY,
    "casework:todo": "COSX",
    "casework:batches": "COSX",
    "casework:retention": "C",
    "casework:blanks": "COSX",
    "casework:blanks-receive": "C",
    "casework:blanks-hand": "CO",
    "casework:blank-give": "S",
    "casework:blank-spoil": "COS",
    # Step 7 is one person's; who signs for many is tried in test_batches.
    "casework:batch": "",
    "casework:cases": "COSX",
    "casework:case": "COSM",
    "casework:transfer-send": "OS",
    "casework:review": "COS",
    "casework:reviews": "COSX",
    "casework:queues": "COSX",
    "casework:queue-examine": "O",
    "casework:queue-review": "C",
    "casework:queue-approve": "O",
    "casework:queue-file": "CO",
    "casework:filed": "COSX",
    "casework:transfers": "COSX",
    "casework:serving": "COSX",
    "casework:round": "COSX",
    "casework:transfer": "COSX",
    "casework:back-entries": "COSX",
    "casework:back-entry": "COS",
    "casework:notices": "COSX",
    "casework:notice": "COS",
    "casework:notice-new": "S",
    "casework:notice-edit": "S",
    "casework:notice-sheet": "COS",
    # No photo was taken; tests/modules/casework/test_pages_notices.py shows one.
    "casework:notice-photo": "",
    "casework:notice-send-back": "CO",
    "casework:notice-publish": "S",
    "casework:notice-prolong": "S",
    "casework:notice-withdraw": "S",
    "casework:objection-new": "COS",
    "casework:objection": "COS",
    "casework:step": "S",
    "casework:evidence": "S",
    "casework:evidence-withdraw": "S",
    "casework:entry-reverse": "S",
    "casework:paper": "",
    # An open case has no package; who gets a closed one is tried in test_archives.
    "casework:archive": "",
    "casework:case-forms": "COS",
    "casework:forms": "COSX",
    "casework:form": "COSX",
    "casework:form-template": "COSX",
    "casework:form-past": "COSX",
    "casework:case-return": "",
    "casework:case-resubmit": "",
    "casework:case-postpone": "S",
    "casework:case-resume": "",
    "casework:case-end": "S",
    "casework:meetings": "COSX",
    "casework:meeting-new": "SX",
    "casework:meeting": "COS",
    "casework:meeting-agenda": "S",
    "casework:meeting-roll": "S",
    "casework:meeting-tally": "S",
    "casework:meeting-withdraw": "S",
    "casework:meeting-reopen": "S",
    "casework:meeting-call-off": "S",
    "casework:meeting-print-roll": "COS",
    "casework:meeting-print-ballots": "COS",
    "casework:meeting-print-report": "",
    "recruitment:case-new": "SX",
    "recruitment:inquiries": "COSXA",
    "recruitment:inquiry-new": "CO",
    "recruitment:inquiry": "COSA",
    "recruitment:inquiry-notice": "COSA",
    "recruitment:inquiry-paper": "COSA",
    "recruitment:samples": "CO",
    "recruitment:sample": "CO",
    "recruitment:sample-file": "CO",
    "recruitment:case-sheet": "COS",
    "recruitment:checklist": "COS",
    "recruitment:consultations": "COS",
    "recruitment:consultation-letters": "COS",
    "recruitment:examinations": "CO",
    "recruitment:examination-new": "CO",
    "recruitment:examination": "CO",
    "recruitment:examination-delete": "CO",
    "recruitment:back-entry": "S",
    "recruitment:procedures": "COSMXA",
    "recruitment:procedure": "COSMXA",
    "recruitment:procedure-diagram": "COSMXA",
    "recruitment:procedures-compare": "COSMXA",
    "recruitment:procedure-document": "COSMXA",
    "recruitment:procedure-move": "C",
    "recruitment:draft-new": "C",
    "recruitment:draft": "C",
    "recruitment:draft-step": "C",
    "recruitment:draft-document": "C",
    "recruitment:checks": "COSMXA",
    "recruitment:year": "COSX",
    "recruitment:structure": "COSX",
    "recruitment:structure-sources": "COSX",
    "recruitment:sources": "COSX",
    "recruitment:programmes": "COSX",
    "recruitment:programme": "COSX",
    "recruitment:programme-subject": "COS",
    "recruitment:activists": "COSX",
    "recruitment:claim": "COSX",
    "recruitment:plans": "COSX",
    "recruitment:plan-new": "C",
    "recruitment:plan": "COSX",
    "recruitment:plan-change": "C",
    "recruitment:plan-adopt": "C",
    "recruitment:task-new": "C",
    "recruitment:tasks": "COSX",
    "recruitment:task": "COS",
    "recruitment:task-mark": "OS",
    "recruitment:quotas": "COSX",
    "recruitment:quota": "COSX",
    "recruitment:quota-entries": "COS",
    "recruitment:split-new": "CO",
    "recruitment:quota-transfer": "CO",
    "recruitment:quota-ask": "OS",
    "recruitment:quota-beyond": "C",
    "recruitment:quota-answer": "CO",
    "recruitment:quota-correct": "CO",
    "recruitment:split": "CO",
    "recruitment:split-sheet": "CO",
    "recruitment:pool": "COSX",
    "recruitment:classes": "COSX",
    "recruitment:class-new": "CO",
    # The class is the township's: another township's people are not in it.
    "recruitment:class": "COS",
    "recruitment:class-correct": "CO",
    "recruitment:exceptions": "COSX",
    "recruitment:case-training": "COS",
    "trust:my-account": EVERYBODY,
    "trust:account-list": "YZ",
    "trust:account-create": "Y",
    "trust:account-detail": "YZ",
    "trust:ledger-list": "A",
    "registry:organisations": "COSXYZ",
    "registry:organisation": "COSYZ",
    "registry:people": "COSX",
    "registry:people-filter": "COSX",
    "registry:person": "COSM",
    "registry:imports": "CO",
    "registry:import-new": "CO",
    "registry:import": "CO",
    "registry:search": "COSXYZ",
    "registry:calendar": "C",
    "ui:gallery": EVERYBODY,
}
POST = {
    "casework:notice-new": "S",
    "casework:notice-edit": "S",
    "casework:notice-submit": "S",
    "casework:notice-clear": "CO",
    "casework:notice-send-back": "CO",
    "casework:notice-publish": "S",
    "casework:notice-prolong": "S",
    "casework:notice-withdraw": "S",
    "casework:notice-photo": "S",
    "casework:objection-new": "COS",
    "casework:objection-take-up": "CO",
    "casework:objection-decide": "CO",
    "casework:objection-source": "CO",
    "recruitment:procedure-move": "C",
    "recruitment:draft-new": "C",
    "recruitment:draft-step": "C",
    "recruitment:draft-rename": "C",
    "recruitment:draft-publish": "C",
    "recruitment:draft-discard": "C",
    "casework:cases-export": "COSX",
    "casework:blanks-receive": "C",
    "casework:blanks-hand": "CO",
    "casework:blank-give": "S",
    "casework:blank-spoil": "COS",
    "casework:archive": "",
    "casework:review": "O",
    "recruitment:consultations": "O",
    "casework:filed-export": "COSX",
    "casework:transfer-send": "OS",
    "casework:transfer": "X",
    "casework:back-entry": "S",
    "casework:back-entry-confirm": "O",
    "casework:back-entry-back": "O",
    "casework:batch": "",
    # Whoever may not sign for a branch has no rows, so that nothing was filled in: 422.
    "casework:round": "COSX",
    "casework:step": "S",
    "casework:evidence": "S",
    "casework:evidence-withdraw": "S",
    "casework:entry-reverse": "S",
    "casework:cases-forms": "COSX",
    "casework:case-forms-print": "COS",
    "casework:case-forms-whole": "COS",
    "casework:meeting-forms": "COS",
    "casework:form-replace": "C",
    "casework:form-restore": "C",
    "casework:case-return": "",
    "casework:case-resubmit": "",
    "casework:case-postpone": "S",
    "casework:case-resume": "",
    "casework:case-end": "S",
    "casework:meeting-new": "SX",
    "casework:meeting-freeze": "S",
    "casework:meeting-close": "S",
    "casework:meeting-reopen": "S",
    "casework:meeting-call-off": "S",
    "casework:meeting-agenda": "S",
    "casework:meeting-roll": "S",
    "casework:meeting-exclude": "S",
    "casework:meeting-restore": "S",
    "casework:meeting-tally": "S",
    "casework:meeting-withdraw": "S",
    "recruitment:case-new": "SX",
    "recruitment:programme-export": "COSX",
    "recruitment:activists-aim": "C",
    "recruitment:activists-export": "COSX",
    "recruitment:programme-assign": "CO",
    "recruitment:programme-report": "COS",
    "recruitment:programme-exempt": "CO",
    "recruitment:programme-restore": "CO",
    "recruitment:inquiry-new": "CO",
    "recruitment:inquiry-notify": "C",
    "recruitment:inquiry-rectify": "S",
    "recruitment:inquiry-send-back": "C",
    "recruitment:inquiry-close": "C",
    "recruitment:inquiry-reopen": "C",
    "recruitment:samples": "CO",
    "recruitment:sample-file": "CO",
    "recruitment:examination-new": "CO",
    "recruitment:examination-cases": "CO",
    "recruitment:examination-report": "CO",
    "recruitment:examination-delete": "CO",
    "recruitment:pool-export": "COSX",
    "recruitment:class-new": "CO",
    "recruitment:class": "CO",
    "recruitment:class-correct": "CO",
    "recruitment:exception-grant": "C",
    "recruitment:exception-withdraw": "C",
    "recruitment:back-entry": "S",
    "recruitment:plan-new": "C",
    "recruitment:plan-change": "C",
    "recruitment:plan-adopt": "C",
    "recruitment:plan-revise": "C",
    "recruitment:task-new": "C",
    "recruitment:task-mark": "OS",
    "recruitment:split-new": "CO",
    "recruitment:quota-transfer": "CO",
    "recruitment:quota-ask": "OS",
    "recruitment:quota-beyond": "C",
    "recruitment:quota-answer": "CO",
    "recruitment:quota-correct": "CO",
    "recruitment:split": "CO",
    "recruitment:split-publish": "CO",
    "recruitment:split-discard": "CO",
    "trust:account-create": "Y",
    "trust:account-deactivate": "Y",
    "trust:account-reactivate": "Y",
    "trust:account-unlock": "Y",
    "trust:account-reset-password": "Y",
    "trust:account-remove-second-factor": "Y",
    "trust:account-grant": "Z",
    "trust:grant-revoke": "Z",
    "trust:ledger-verify": "A",
    "registry:organisation": "CO",
    "registry:people-export": "COSX",
    "registry:person-unmask": "COS",
    "registry:filter-save": EVERYBODY,
    "registry:filter-delete": "C",
    "registry:import-new": "CO",
    "registry:import-refused": "CO",
    "registry:import-undo": "CO",
    "registry:search": "COSXYZ",
    "registry:calendar-day": "C",
    "registry:calendar-confirm": "C",
}
# Where an empty form would be sent back before anybody asks who sent it.
BODIES: dict[str, dict[str, str]] = {
    "recruitment:draft-step": {"edit": "words"},
    "recruitment:draft-discard": {"version": "99"},
    "casework:cases-forms": {"wanted": "talk-record", "why": "支部会议使用"},
    "casework:case-forms-whole": {"form": "declaration-form", "why": "上级要求填写"},
    "casework:meeting-forms": {"wanted": "talk-record", "why": "支部会议使用"},
    "registry:person-unmask": {"field": "id_number", "reason": "核对身份信息"},
    "registry:organisation": {
        "number": "1", "starts_on": "2024-01-10", "ends_on": "2029-01-09",
    },
}  # fmt: skip
# What a visitor without an account may read and send; tests/modules/portal tries what it shows.
PUBLIC = {"portal:notices", "portal:notice", "portal:objection", "portal:progress"}
# Sign-in's own addresses answer visitors; allauth's tests and tests/modules/trust cover them.
SIGN_IN = {"account_", "mfa_"}


def _blank(county: County) -> int:
    """Put one numbered form into the branch's hands."""
    held: dict[str, Any] = {"kind": "volunteer_form.number", "organisation": county.branch}
    batch = BlankBatch.objects.create(
        **held, first="9001", last="9001", numbers=1, received_on=NOW.date(), source="市委组织部",
        actor_name="韩梅", entered_at=NOW,
    )  # fmt: skip
    made = Blank.objects.create(
        **held, number="9001", batch=batch, state="issued", org_path=county.branch.path,
        changed_on=NOW.date(),
    )  # fmt: skip
    return made.pk


def plans_of(county: County) -> dict[str, Any]:
    """Adopt and split a plan; return what its addresses name."""
    planned(county)
    quotas.transfer(
        actor=cast.county_office(), year=YEAR, source_id=county.root.pk,
        target_id=county.committee.pk, places=2, why="追加两个名额", at=NOW,
    )  # fmt: skip
    made = splits.draw_up(
        actor=cast.county_office(), year=YEAR, organisation_id=county.committee.pk,
        terms=TERMS, at=NOW,
    )  # fmt: skip
    asked = requests.ask(
        actor=cast.branch_secretary(county.branch.path), year=YEAR,
        organisation_id=county.branch.pk, places=1, why="培养对象已经成熟", at=NOW,
    )  # fmt: skip
    plan = Plan.objects.get()
    assignment = Assignment(
        goal="优化队伍结构", title="一个支部一名青年党员", measure="逐村摸排培养对象",
        organisation_id=county.branch.pk, due_on=NOW.date(),
    )  # fmt: skip
    task_id = tasks.assign(
        actor=cast.county_office(), plan_id=plan.pk, assignment=assignment, at=NOW
    )
    own = QuotaEntry.objects.filter(target__org_path=county.branch.path).latest("id")
    return {
        "year": YEAR, "plan_id": plan.pk, "task_id": task_id, "wanted": "progress",
        "split_id": made, "request_id": asked, "movement_id": own.pk,
    }  # fmt: skip


def own_template(actor: Actor) -> int:
    """Let the county use a file of its own for one form; return the template's id."""
    formtemplates.replace(
        actor=actor,
        form="talk-record",
        name="谈话记录.docx",
        content=forms.handmade("{{ person.name }}"),
        why="全县统一版式",
        at=NOW,
    )
    return FormTemplate.objects.get().pk


def _training(county: County, walker: Walker) -> dict[str, int]:
    """Hold a class of the township with a result for the case."""
    held = TrainingClass.objects.create(
        kind="activists", title="第一期", organiser=county.committee, days=3, hours=24,
        org_path=county.committee.path, starts_on=NOW.date(), ends_on=NOW.date(),
        actor_name="罗成", entered_at=NOW,
    )  # fmt: skip
    result = ClassResult.objects.create(
        training=held, case_id=walker.case_id, outcome="absent", hours=0, actor_name="罗成",
        entered_at=NOW,
    )  # fmt: skip
    return {"class_id": held.pk, "result_id": result.pk}


class World:
    """One branch with a case, and one account for each letter."""

    def __init__(self) -> None:
        county = County()
        walker = Walker(county).until("cultivate-activist")
        walker.review("review", REVIEWS)
        actors = {
            "C": cast.county_office(county.root.path),
            "O": cast.committee_organiser(county.committee.path),
            "S": cast.branch_secretary(county.branch.path),
            "M": cast.member(county.branch.path, person_id=walker.person.pk),
            "X": cast.branch_secretary(county.other_branch.path),
            "A": cast.auditor(),
            "Y": cast.system_administrator(),
            "Z": cast.security_administrator(),
            "N": cast.stranger(),
        }
        self.clients = {
            letter: cast.client_of(actor, username=f"role-{letter.lower()}")
            for letter, actor in actors.items()
        }
        owner = Account.objects.get(username="role-c")
        saved = SavedFilter.objects.create(account=owner, page="people", name="女", query="sex=2")
        batch = ImportBatch.objects.create(
            kind="roster", state="done", file_name="名册.xlsx", sha256="0" * 64,
            account_ref=Account.objects.get(username="role-o").pk, actor_name="罗成",
            org_path=county.committee.path, started_at=NOW, finished_at=NOW,
        )  # fmt: skip
        examination = Examination.objects.create(
            source="workbook", state="done", sha256="0" * 64, file_name="档案.xlsx",
            org_path=county.committee.path, actor_name="罗成", started_at=NOW, finished_at=NOW,
        )  # fmt: skip
        assembly = Assembly(county, walker.actors["branch"])
        assembly.freeze()
        item = AgendaItem.objects.create(
            meeting_id=assembly.id, case_id=walker.case_id, step="vote-admission",
            kind="admission_meeting", round=1,
        )  # fmt: skip
        sample = Sample.objects.create(
            org_path=county.committee.path, organisation_name="山丹镇", year=2023, seed="7",
            number=1, population=1, population_digest="0" * 64, actor_name="罗成", drawn_at=NOW,
        )  # fmt: skip
        drawn = DrawnFile.objects.create(
            sample=sample, case_id=walker.case_id, org_path=county.branch.path
        )
        inquiry = Inquiry.objects.create(
            organisation=county.branch, org_path=county.branch.path, source="hand",
            committee_path=county.committee.path, opener_path=county.root.path, matter="材料不实",
            post="党支部书记", year=2026, opened_on=NOW.date(), opened_by="韩梅",
            state="notified", due_on=NOW.date(),
        )  # fmt: skip
        paper = EvidenceFile.objects.create(
            sha256=hashlib.sha256(b"%PDF-").hexdigest(), size=5,
            content_type="application/pdf", stored_at=NOW,
        )  # fmt: skip
        place = location(paper.sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"%PDF-")
        sent = InquiryEntry.objects.create(
            inquiry=inquiry, kind="notify", happened_on=NOW.date(), due_on=NOW.date(),
            words="请整改", actor_name="韩梅", entered_at=NOW, file=paper, file_name="通知.pdf",
        )  # fmt: skip
        cast.client_of(cast.branch_secretary(county.branch.path), username="role-t")
        subject = Account.objects.get(username="role-t")
        begun = backentries.start(
            actor=actors["S"], family=FAMILY, edition=DEFAULT_EDITION,
            person_id=county.applicant("补录人").pk, at=NOW,
        )  # fmt: skip
        backentries.hand_in(
            actor=actors["S"], back_entry_id=begun, cells=papers.cells(county, upto=8), at=NOW,
            version=1,
        )  # fmt: skip
        poster = Poster(Walker(county, name="公示人")).posted()
        poster.object()
        leaving = Walker(county, name="转接人").until("cultivate-activist")
        self.values: dict[str, Any] = {
            "back_entry_id": begun,
            "record": RECORD,
            "notice_id": poster.id,
            "objection_id": Objection.objects.get().pk,
            "transfer_id": transfers.send(
                actor=actors["S"],
                case_id=leaving.case_id,
                why="随家迁居",
                at=NOW,
                going=Going(left_on=REVIEWS[-1], organisation_id=county.other_branch.pk),
            ),
            "organisation_id": county.branch.pk,
            "person_id": walker.person.pk,
            "case_id": walker.case_id,
            "number": 7,
            "kind": "review",
            "evidence_id": Evidence.objects.get(case=walker.case_id, happened_on=REVIEWS[0]).pk,
            "entry_id": Entry.objects.filter(case=walker.case_id, kind="signed").latest("id").pk,
            "paper_id": Paper.objects.filter(case=walker.case_id).first().pk,
            "batch_id": batch.pk,
            "examination_id": examination.pk,
            "meeting_id": assembly.id,
            "item_id": item.pk,
            "sample_id": sample.pk,
            "drawn_file_id": drawn.pk,
            "inquiry_id": inquiry.pk,
            "filter_id": saved.pk,
            "blank_id": _blank(county),
            "chosen": 2026,
            **plans_of(county),
            "account_id": subject.pk,
            "grant_id": Grant.objects.get(account=subject).pk,
            "edition_id": "WUSHAN-29",
            "draft_id": editions.begin(
                actor=actors["C"], family=FAMILY, base="WUSHAN-29", name="草稿", at=NOW
            ),
            "sha256": "0" * 64,
            **_training(county, walker),
            "programme": "young_member",
            "subject_id": county.branch.pk,
            "form": "talk-record",
            "template_id": own_template(actors["C"]),
        }

        self.special = {
            "recruitment:inquiry-paper": {"entry_id": sent.pk},
            "casework:review": {"record": "county_review"},
        }
        self.bodies = {
            "recruitment:examination-cases": {"organisation": str(county.committee.pk)},
        }

    def address(self, name: str, names: tuple[str, ...]) -> str:
        values = self.values | self.special.get(name, {})
        return reverse(name, kwargs={key: values[key] for key in names})


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
    with connection.cursor() as cursor:
        total = 0
        for table in (
            "casework_entry",
            "casework_case",
            "casework_notice",
            "casework_notice_entry",
            "casework_objection",
            "registry_person",
            "trust_grant",
            "trust_ledger_entry",
        ):
            cursor.execute(f"SELECT COUNT(*) FROM {table}")
            total += cursor.fetchone()[0]
    return total


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
