"""Queries whose SQL is written once a process and asked again with other values.

Django builds a query and writes its SQL anew for each request. For what every
page asks (session, grants, the lists' first rows) that takes longer than the
database's answer. Here the query is written with :class:`Given` in the places
of its values; the ORM compiles it at its first use.

    _KEPT = Compiled(
        lambda: SavedFilter.objects.filter(account_id=Given("account")).values_list("name", "query")
    )
    rows = _KEPT.rows(account=7)

Nothing is prepared in the database itself: each answer is one plain statement.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Expression, Field, QuerySet

T = TypeVar("T")
# Both databases hold whole numbers in 64 bits.
_BEYOND = 2**63


class Given(Expression):
    """The place of a value that comes with each call.

    :param field: how the value is written for the database where it is no plain text or number.
    """

    def __init__(self, name: str, field: "Field[Any, Any] | None" = None) -> None:
        """Name the place."""
        super().__init__(output_field=field)
        self.name = name
        self.field_of_value = field

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Leave a parameter that stands for the value."""
        return "%s", [self]

    def written(self, value: Any) -> Any:
        """Return the value as the database's parameter.

        :raises EmptyResultSet: a number that no column can hold, as an address may bring one.
        """
        if isinstance(value, int) and not -_BEYOND <= value < _BEYOND:
            raise EmptyResultSet
        if self.field_of_value is None:
            return value
        return self.field_of_value.get_db_prep_value(value, connection)


def places(name: str, values: Iterable[T]) -> dict[str, T]:
    """Name a place for each of several values: ``name0``, ``name1`` …"""
    return {f"{name}{number}": value for number, value in enumerate(values)}


@dataclass(frozen=True)
class _Written:
    sql: str
    parameters: tuple[Any, ...]
    # Column number, functions that read the column's values, the column's expression.
    converters: tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...]

    def read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return a row of the database as Python's values."""
        values = list(row)
        for number, functions, expression in self.converters:
            for function in functions:
                values[number] = function(values[number], expression, connection)
        return tuple(values)


class Compiled:
    """A query with places for its values."""

    def __init__(self, query: Callable[[], QuerySet[Any, Any]]) -> None:
        """Keep the query; it is built and compiled when rows are first asked for.

        :param query: returns a queryset of ``values_list``, the same one each time.
        """
        self._query = query
        self._written: dict[str, _Written] = {}

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Ask with these values; return all rows, none where a number is beyond all columns.

        :raises KeyError: a place has no value.
        """
        written = self._written.get(connection.vendor) or self._write()
        try:
            parameters = [
                place.written(values[place.name]) if isinstance(place, Given) else place
                for place in written.parameters
            ]
        except EmptyResultSet:
            return []
        with connection.cursor() as cursor:
            cursor.execute(written.sql, parameters)
            rows = cursor.fetchall()
        if not written.converters:
            return rows
        return [written.read(row) for row in rows]

    def _write(self) -> _Written:
        compiler = self._query().query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        converters = tuple(
            (number, tuple(functions), expression)
            for number, (functions, expression) in compiler.get_converters(columns).items()
        )
        written = _Written(sql, tuple(parameters), converters)
        self._written[connection.vendor] = written
        return written
