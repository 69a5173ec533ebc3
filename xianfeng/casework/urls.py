"""Addresses of casework."""

from django.urls import path

from xianfeng.casework.views import archives, backentries, cases, start, steps, todo, turns
from xianfeng.casework.vocab import Turn

app_name = "casework"
urlpatterns = [
    path("", start.index, name="start"),
    path("todo/", todo.index, name="todo"),
    path("cases/", cases.index, name="cases"),
    path("cases/export", cases.export, name="cases-export"),
    path("cases/<int:case_id>/", cases.one, name="case"),
    path("cases/<int:case_id>/archive/", archives.package, name="archive"),
    path("back-entries/", backentries.index, name="back-entries"),
    path("back-entries/<int:back_entry_id>/", backentries.grid, name="back-entry"),
    path(
        "back-entries/<int:back_entry_id>/confirm", backentries.confirm, name="back-entry-confirm"
    ),
    path("back-entries/<int:back_entry_id>/back", backentries.give_back, name="back-entry-back"),
    path("cases/<int:case_id>/steps/<int:number>/", steps.step, name="step"),
    path("cases/<int:case_id>/evidence/<slug:kind>/", steps.repeat, name="evidence"),
    path(
        "cases/<int:case_id>/evidence/<int:evidence_id>/withdraw",
        turns.withdraw,
        name="evidence-withdraw",
    ),
    path("cases/<int:case_id>/entries/<int:entry_id>/reverse", turns.reverse, name="entry-reverse"),
    path("cases/<int:case_id>/papers/<int:paper_id>/", steps.paper, name="paper"),
    *(
        path(f"cases/<int:case_id>/{wanted}", turns.turn, {"wanted": wanted}, name=f"case-{wanted}")
        for wanted in Turn
    ),
]
