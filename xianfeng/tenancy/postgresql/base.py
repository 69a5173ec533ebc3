"""Database backend: PostgreSQL with immediate foreign keys.

A deferred violation surfaces at COMMIT, where no command can say what was
wrong, and on a sharded cluster as an internal error instead of an
IntegrityError. The rest is Django's own backend.
"""

from django.db.backends.postgresql import base, operations


class DatabaseOperations(operations.DatabaseOperations):
    """Operations of Django's backend, without deferrable constraints."""

    def deferrable_sql(self) -> str:
        """Leave foreign keys immediate."""
        return ""


class DatabaseWrapper(base.DatabaseWrapper):
    """Connection of Django's backend with these operations."""

    ops_class = DatabaseOperations
