"""The whole content of the tables that a case touches, to show that a refusal changed nothing."""

from typing import Any

from django.db import connection

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
    """Return every column of every row, as the database holds it."""
    quote, found = connection.ops.quote_name, {}
    with connection.cursor() as cursor:
        for model in TABLES:
            table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
            cursor.execute(f"SELECT * FROM {table} ORDER BY {key}")
            found[model.__name__] = cursor.fetchall()
    return found
