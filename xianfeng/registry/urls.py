"""Addresses of the registry."""

from django.urls import path

from xianfeng.registry.views import calendar, imports, organisations, people, search

app_name = "registry"
urlpatterns = [
    path("organisations/", organisations.tree, name="organisations"),
    path("organisations/<int:organisation_id>/", organisations.organisation, name="organisation"),
    path("people/", people.index, name="people"),
    path("people/filter/", people.conditions, name="people-filter"),
    path("people/export", people.export, name="people-export"),
    path("people/filters/save", people.save_filter, name="filter-save"),
    path("people/filters/<int:filter_id>/delete", people.delete_filter, name="filter-delete"),
    path("people/<int:person_id>/", people.one, name="person"),
    path("people/<int:person_id>/unmask", people.unmask, name="person-unmask"),
    path("imports/", imports.index, name="imports"),
    path("imports/new/", imports.new, name="import-new"),
    path("imports/<int:batch_id>/", imports.one, name="import"),
    path("imports/<int:batch_id>/refused", imports.refused, name="import-refused"),
    path("imports/<int:batch_id>/undo", imports.undo, name="import-undo"),
    path("search/", search.index, name="search"),
    path("calendar/", calendar.year, name="calendar"),
    path("calendar/day", calendar.set_day, name="calendar-day"),
    path("calendar/<int:chosen>/confirm", calendar.confirm_year, name="calendar-confirm"),
]
