"""Addresses of recruitment."""

from django.urls import path

from xianfeng.recruitment.views import (
    applications,
    backentries,
    examinations,
    procedures,
    programmes,
    years,
)

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
    path("procedures/", procedures.index, name="procedures"),
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
    path("figures/year", years.index, name="year"),
    path("figures/claim", years.claim, name="claim"),
    path("checks/", procedures.catalogue, name="checks"),
]
