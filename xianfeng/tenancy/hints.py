"""A word to the planner where a database chooses badly by itself."""

from typing import Any

from django.db.models import F, Func


class Unindexed(Func):
    """The column's own value, read without its index on SQLite.

    SQLite has no histogram: given two ranges it may sort 300,000 rows to show
    fifty. A leading plus is its documented way to rule an index out.
    PostgreSQL knows its values and gets the plain column.
    """

    template = "%(expressions)s"
    arity = 1

    def __init__(self, field: str) -> None:
        """Name the column."""
        super().__init__(F(field))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Lead the column with a plus."""
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)
