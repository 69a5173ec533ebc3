"""Addresses of recruitment."""

from django.urls import path

from xianfeng.recruitment.views import (
    applications,
    backentries,
    classes,
    editions,
    examinations,
    exceptions,
    inquiries,
    moving,
    plans,
    pool,
    prereviews,
    procedures,
    programmes,
    quotas,
    samples,
    splits,
    structure,
    years,
)
from xianfeng.recruitment.vocab.accountability import InquiryAct

app_name = "recruitment"
urlpatterns = [
    path("recruitment/cases/new", applications.new, name="case-new"),
    path("examinations/", examinations.index, name="examinations"),
    path("examinations/new/", examinations.new, name="examination-new"),
    path("examinations/cases", examinations.cases, name="examination-cases"),
    path("examinations/<int:examination_id>/", examinations.one, name="examination"),
    path(
        "examinations/<int:examination_id>/report", examinations.report, name="examination-report"
    ),
    path(
        "examinations/<int:examination_id>/delete", examinations.delete, name="examination-delete"
    ),
    path("recruitment/people/<int:person_id>/back-entry", backentries.start, name="back-entry"),
    path("accountability/", inquiries.index, name="inquiries"),
    path("accountability/new/", inquiries.new, name="inquiry-new"),
    path("accountability/<int:inquiry_id>/", inquiries.one, name="inquiry"),
    path("accountability/<int:inquiry_id>/notice/", inquiries.notice, name="inquiry-notice"),
    path(
        "accountability/<int:inquiry_id>/papers/<int:entry_id>/",
        inquiries.attachment,
        name="inquiry-paper",
    ),
    *(
        path(
            f"accountability/<int:inquiry_id>/{act}",
            inquiries.act,
            {"wanted": act},
            name=f"inquiry-{act}",
        )
        for act in InquiryAct
    ),
    path("samples/", samples.index, name="samples"),
    path("samples/<int:sample_id>/", samples.one, name="sample"),
    path("samples/files/<int:drawn_file_id>/", samples.file, name="sample-file"),
    path("recruitment/cases/<int:case_id>/sheet/", samples.case_sheet, name="case-sheet"),
    path("recruitment/cases/<int:case_id>/checklist", prereviews.checklist, name="checklist"),
    path("recruitment/pool/", pool.index, name="pool"),
    path("recruitment/pool/export", pool.export, name="pool-export"),
    path("training/", classes.index, name="classes"),
    path("training/new", classes.new, name="class-new"),
    path("training/<int:class_id>/", classes.one, name="class"),
    path("training/results/<int:result_id>/correct", classes.correct, name="class-correct"),
    path("training/exceptions/", exceptions.index, name="exceptions"),
    path("recruitment/cases/<int:case_id>/training", exceptions.file, name="case-training"),
    path(
        "recruitment/cases/<int:case_id>/training/exception",
        exceptions.grant,
        name="exception-grant",
    ),
    path(
        "recruitment/cases/<int:case_id>/training/exception/withdraw",
        exceptions.withdraw,
        name="exception-withdraw",
    ),
    path("procedures/", procedures.index, name="procedures"),
    path("procedures/new", editions.new, name="draft-new"),
    path("procedures/drafts/<int:draft_id>/", editions.one, name="draft"),
    path("procedures/drafts/<int:draft_id>/name", editions.rename, name="draft-rename"),
    path("procedures/drafts/<int:draft_id>/publish", editions.publish, name="draft-publish"),
    path("procedures/drafts/<int:draft_id>/discard", editions.discard, name="draft-discard"),
    path("procedures/drafts/<int:draft_id>/document", editions.document, name="draft-document"),
    path("procedures/drafts/<int:draft_id>/steps/<int:number>/", editions.step, name="draft-step"),
    path("procedures/<slug:edition_id>/document", editions.published, name="procedure-document"),
    path("procedures/<slug:edition_id>/move/", moving.index, name="procedure-move"),
    path("procedures/compare/", procedures.compare, name="procedures-compare"),
    path("procedures/<slug:edition_id>/", procedures.one, name="procedure"),
    path("procedures/<slug:edition_id>/diagram/", procedures.diagram, name="procedure-diagram"),
    path("programmes/", programmes.index, name="programmes"),
    path("programmes/<slug:programme>/", programmes.one, name="programme"),
    path("programmes/<slug:programme>/export", programmes.export, name="programme-export"),
    path(
        "programmes/<slug:programme>/<int:subject_id>/",
        programmes.subject,
        name="programme-subject",
    ),
    *(
        path(
            f"programmes/<slug:programme>/<int:subject_id>/{asked}",
            programmes.act,
            {"asked": asked},
            name=f"programme-{asked}",
        )
        for asked in ("assign", "report", "exempt", "restore")
    ),
    path("figures/structure", structure.index, name="structure"),
    path("figures/year", years.index, name="year"),
    path("figures/claim", years.claim, name="claim"),
    path("checks/", procedures.catalogue, name="checks"),
    path("plans/", plans.index, name="plans"),
    path("plans/new", plans.new, name="plan-new"),
    path("plans/<int:plan_id>/", plans.one, name="plan"),
    path("plans/<int:plan_id>/change", plans.change, name="plan-change"),
    path("plans/<int:plan_id>/adopt", plans.adopt, name="plan-adopt"),
    path("plans/<int:plan_id>/revise", plans.revise, name="plan-revise"),
    path("plans/<int:plan_id>/tasks/new", plans.task_new, name="task-new"),
    path("tasks/", plans.tasks, name="tasks"),
    path("tasks/<int:task_id>/", plans.task, name="task"),
    path("tasks/<int:task_id>/<slug:wanted>", plans.mark, name="task-mark"),
    path("quotas/", quotas.index, name="quotas"),
    path("quotas/<int:year>/", quotas.year, name="quota"),
    path("quotas/<int:year>/<int:organisation_id>/entries", quotas.entries, name="quota-entries"),
    path("quotas/<int:year>/<int:organisation_id>/split", splits.new, name="split-new"),
    path(
        "quotas/<int:year>/<int:organisation_id>/transfer",
        quotas.transfer,
        name="quota-transfer",
    ),
    path("quotas/<int:year>/<int:organisation_id>/ask", quotas.ask, name="quota-ask"),
    path("quotas/<int:year>/beyond/<int:case_id>", quotas.beyond, name="quota-beyond"),
    path("quota-requests/<int:request_id>/answer", quotas.answer, name="quota-answer"),
    path("quota-entries/<int:movement_id>/correct", quotas.correct, name="quota-correct"),
    path("splits/<int:split_id>/", splits.one, name="split"),
    path("splits/<int:split_id>/publish", splits.publish, name="split-publish"),
    path("splits/<int:split_id>/discard", splits.discard, name="split-discard"),
    path("splits/<int:split_id>/workbook", splits.sheet, name="split-sheet"),
]
