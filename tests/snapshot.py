"""The whole content of the tables that a case touches, to show that a refusal changed nothing."""

from typing import Any

from xianfeng.casework.models import (
    AgendaItem,
    Attendance,
    Case,
    Claim,
    Duty,
    Entry,
    Evidence,
    Meeting,
    Paper,
    Seat,
    Tally,
)
from xianfeng.registry.models import HeadCount, Membership, Person
from xianfeng.trust.models import LedgerChain, LedgerEntry, LedgerSeal

TABLES = (
    Case, Entry, Evidence, Paper, Claim, Duty,
    Meeting, Seat, Attendance, AgendaItem, Tally,
    Person, Membership, HeadCount, LedgerChain, LedgerEntry, LedgerSeal,
)  # fmt: skip


def whole() -> dict[str, list[tuple[Any, ...]]]:
    """Return every column of every row."""
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in TABLES}
