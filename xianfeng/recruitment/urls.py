"""Addresses of recruitment."""

from django.urls import path

from xianfeng.recruitment.views import applications, procedures

app_name = "recruitment"
urlpatterns = [
    path("recruitment/cases/new", applications.new, name="case-new"),
    path("procedures/", procedures.index, name="procedures"),
    path("procedures/compare/", procedures.compare, name="procedures-compare"),
    path("procedures/<slug:edition_id>/", procedures.one, name="procedure"),
    path("procedures/<slug:edition_id>/diagram/", procedures.diagram, name="procedure-diagram"),
    path("checks/", procedures.catalogue, name="checks"),
]
