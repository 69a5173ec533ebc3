"""Worlds that are built once in a process: the next test that begins with the same has their rows laid down.

What a builder makes depends on its arguments and on what the database held
before. While only builders have written since the test began, both are known;
then the rows that the builder added, changed or took away the first time are
written as they were. In any other state the builder simply runs. It always runs
once, through the commands, so that a broken command still breaks every world.
"""

import pickle
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

Rows = dict[Any, tuple[Any, ...]]
READING = ("SELECT", "SAVEPOINT", "RELEASE")
# What migrations fill, and a test finds there.
GIVEN = {"django_content_type", "auth_permission"}


class Numbers:
    """Numbers for names, codes and ID numbers, none twice in one test."""

    def __init__(self) -> None:
        """Begin at one."""
        self.last = 0

    def __next__(self) -> int:
        """Return the next."""
        self.last += 1
        return self.last


@dataclass(frozen=True)
class Change:
    """What one builder did to one table: keys of rows that are not as before, and the rows now."""

    model: type[Model]
    gone: tuple[Any, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class World:
    """What one builder made, in the database and as a value, and the last number that it used."""

    changes: tuple[Change, ...]
    value: bytes
    last: int


class Ground:
    """What lies in the database, told by the names of the builders that ran; None where that is not known."""

    def __init__(self) -> None:
        """Begin in the dark."""
        self.names: tuple[Hashable, ...] | None = None
        self.is_touched = False

    def listen(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Note that something writes."""
        if not str(sql).lstrip("( ").upper().startswith(READING):
            self.is_touched = True
        return execute(sql, params, many, context)

    def seen(self) -> tuple[Hashable, ...] | None:
        """Return the names, empty where every table is; None where something else has written."""
        if self.listen not in connection.execute_wrappers:
            connection.execute_wrappers.append(self.listen)
        if self.names == () and not _is_empty():
            self.names = None
        if self.names and self.is_touched:
            self.names = None
        return self.names

    def stand(self, names: tuple[Hashable, ...]) -> None:
        """Say what lies there now."""
        self.names, self.is_touched = names, False


numbers = Numbers()
_ground = Ground()
_worlds: dict[tuple[Hashable, ...], World] = {}


@contextmanager
def fresh() -> Iterator[None]:
    """Begin and end a test: it finds the database empty, and leaves nothing known behind."""
    _ground.stand(())
    yield
    _ground.names = None


def lost() -> None:
    """Say that other connections write now, which nobody hears: builders just run from here on."""
    _ground.names = None


def built(name: Hashable, build: Callable[[], Any]) -> Any:
    """Return what ``build`` makes; ``name`` tells the builder and its arguments."""
    before = _ground.seen()
    if before is None:
        return build()
    names = (*before, name)
    world = _worlds.get(names)
    if world is None:
        rows = _rows()
        value = build()
        changes = tuple(_changes(rows, _rows()))
        _worlds[names] = World(changes, pickle.dumps(value), numbers.last)
    else:
        _lay(world.changes)
        value, numbers.last = pickle.loads(world.value), world.last
    _ground.stand(names)
    return value


def _models() -> list[type[Model]]:
    models = apps.get_models(include_auto_created=True)
    return [m for m in models if m._meta.managed and m._meta.db_table not in GIVEN]


def _is_empty() -> bool:
    quote = connection.ops.quote_name
    anything = " OR ".join(
        f"EXISTS (SELECT 1 FROM {quote(model._meta.db_table)})" for model in _models()
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 WHERE {anything}")
        return cursor.fetchone() is None


def _columns(model: type[Model]) -> str:
    quote = connection.ops.quote_name
    return ", ".join(quote(field.column) for field in model._meta.local_concrete_fields)


def _rows() -> dict[type[Model], Rows]:
    found = {}
    with connection.cursor() as cursor:
        for model in _models():
            meta = model._meta
            key = meta.local_concrete_fields.index(meta.pk)
            table = connection.ops.quote_name(meta.db_table)
            cursor.execute(f"SELECT {_columns(model)} FROM {table}")
            found[model] = {row[key]: tuple(row) for row in cursor.fetchall()}
    return found


def _changes(before: dict[type[Model], Rows], now: dict[type[Model], Rows]) -> Iterator[Change]:
    for model, rows in now.items():
        old = before[model]
        gone = tuple(key for key, row in old.items() if rows.get(key) != row)
        new = tuple(row for key, row in rows.items() if old.get(key) != row)
        if gone or new:
            yield Change(model, gone, new)


def _lay(changes: tuple[Change, ...]) -> None:
    quote = connection.ops.quote_name
    with transaction.atomic(), _any_order(), connection.cursor() as cursor:
        for change in changes:
            meta = change.model._meta
            table, key = quote(meta.db_table), quote(meta.pk.column)
            if change.gone:
                places = ", ".join(["%s"] * len(change.gone))
                cursor.execute(f"DELETE FROM {table} WHERE {key} IN ({places})", change.gone)
            if change.rows:
                row = f"({', '.join(['%s'] * len(change.rows[0]))})"
                sql = f"INSERT INTO {table} ({_columns(change.model)}) VALUES "
                values = [value for one in change.rows for value in one]
                cursor.execute(sql + ", ".join([row] * len(change.rows)), values)


@contextmanager
def _any_order() -> Iterator[None]:
    """Let rows come before those that they point to; SQLite's keys wait for the end anyway."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")
