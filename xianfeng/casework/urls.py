"""Addresses of casework."""

from django.urls import path

from xianfeng.casework.views import (
    archives,
    backentries,
    batches,
    blanks,
    cases,
    meetings,
    prints,
    retention,
    sittings,
    start,
    steps,
    todo,
    turns,
)
from xianfeng.casework.vocab import Turn

app_name = "casework"
urlpatterns = [
    path("", start.index, name="start"),
    path("todo/", todo.index, name="todo"),
    path("retention/", retention.index, name="retention"),
    path("forms/", blanks.index, name="blanks"),
    path("forms/receive/", blanks.receive, name="blanks-receive"),
    path("forms/hand/", blanks.hand, name="blanks-hand"),
    path("forms/<int:blank_id>/give/", blanks.give, name="blank-give"),
    path("forms/<int:blank_id>/spoil/", blanks.spoil, name="blank-spoil"),
    path("batches/", batches.index, name="batches"),
    path("batches/<str:edition_id>/<int:number>/", batches.one, name="batch"),
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
    path("meetings/", meetings.index, name="meetings"),
    path("meetings/new", meetings.new, name="meeting-new"),
    path("meetings/<int:meeting_id>/", meetings.one, name="meeting"),
    path("meetings/<int:meeting_id>/freeze", meetings.freeze, name="meeting-freeze"),
    path("meetings/<int:meeting_id>/close", meetings.close, name="meeting-close"),
    path("meetings/<int:meeting_id>/reopen", meetings.reopen, name="meeting-reopen"),
    path("meetings/<int:meeting_id>/call-off", meetings.call_off, name="meeting-call-off"),
    path("meetings/<int:meeting_id>/agenda", sittings.agenda, name="meeting-agenda"),
    path("meetings/<int:meeting_id>/roll", sittings.roll, name="meeting-roll"),
    path("meetings/<int:meeting_id>/roll/exclude", sittings.exclude, name="meeting-exclude"),
    path("meetings/<int:meeting_id>/roll/restore", sittings.restore, name="meeting-restore"),
    path("meetings/<int:meeting_id>/items/<int:item_id>/", sittings.tally, name="meeting-tally"),
    path(
        "meetings/<int:meeting_id>/items/<int:item_id>/withdraw",
        sittings.withdraw,
        name="meeting-withdraw",
    ),
    path("meetings/<int:meeting_id>/print/roll", prints.roll, name="meeting-print-roll"),
    path("meetings/<int:meeting_id>/print/ballots", prints.ballots, name="meeting-print-ballots"),
    path("meetings/<int:meeting_id>/print/report", prints.report, name="meeting-print-report"),
    *(
        path(f"cases/<int:case_id>/{wanted}", turns.turn, {"wanted": wanted}, name=f"case-{wanted}")
        for wanted in Turn
    ),
]
