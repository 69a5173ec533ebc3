"""One branch in which everything that an address can name lies once, and an account for every role."""

import hashlib
from typing import Any

from django.urls import reverse

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
    Disposal,
    Entry,
    Evidence,
    FormTemplate,
    Objection,
    Paper,
)
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
            "disposal_id": Disposal.objects.create(
                basis="个人信息保护法第十九条",
                org_path=county.root.path,
                drawn_by="韩梅",
                drawn_at=NOW,
            ).pk,
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
            "line": "women",
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
