"""What every race needs: PostgreSQL or an SQLite file; in memory there is one connection and hence no race."""

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def several_connections() -> None:
    """Fail where nobody could race."""
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.fail("run through scripts/test: races need a file or a server")
