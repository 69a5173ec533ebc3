"""Addresses of the portal, all under /public/."""

from django.urls import path

from xianfeng.portal.views import notices, objections

app_name = "portal"
urlpatterns = [
    path("", notices.index, name="notices"),
    path("notices/<int:notice_id>/", notices.one, name="notice"),
    path("notices/<int:notice_id>/objection", objections.new, name="objection"),
    path("progress", objections.progress, name="progress"),
]
