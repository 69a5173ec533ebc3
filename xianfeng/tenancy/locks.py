"""Locks wider than a row."""

from django.db import connection
from django.db.models import Model


def hold_writers(model: type[Model]) -> None:
    """Wait until nobody writes the table and keep writers out until the transaction ends.

    On SQLite a writing transaction is alone already. On PostgreSQL ids are
    given out before they are committed, so that "all rows up to this id" is
    only settled once the writers are done; waits at most ten seconds.

    :raises django.db.OperationalError: a writer took longer; try again later.
    """
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '10s'")
            cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
