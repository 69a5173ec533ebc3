"""The floor of a page: a bare WSGI function that runs the page's own SQL and joins strings.

``FLOOR`` names a JSON file: database settings and, by path, the statements
that the product ran for that page. No session, no templates, no objects.
"""

import json
import os
import sqlite3
import threading
from html import escape
from pathlib import Path

from django.db.backends.sqlite3._functions import register

PLAN = json.loads(Path(os.environ["FLOOR"]).read_text("utf-8"))
_local = threading.local()


def _connection():
    if not hasattr(_local, "connection"):
        if PLAN["url"].startswith("postgresql"):
            import psycopg

            _local.connection = psycopg.connect(PLAN["url"], autocommit=True)
        else:
            _local.connection = sqlite3.connect(PLAN["file"], isolation_level=None)
            # SQL that Django writes for SQLite calls functions of its own, such as a date's year.
            register(_local.connection)
            for pragma in ("cache_size=-64000", "mmap_size=268435456", "temp_store=MEMORY"):
                _local.connection.execute(f"PRAGMA {pragma}")
    return _local.connection


def application(environ, start_response):
    """Run the statements of the address and join every row into a table."""
    path = environ["PATH_INFO"]
    if environ.get("QUERY_STRING"):
        path += "?" + environ["QUERY_STRING"]
    cursor = _connection().cursor()
    parts = ["<!doctype html><meta charset=utf-8><table>"]
    for statement in PLAN["pages"].get(path, ()):
        cursor.execute(statement)
        for row in cursor.fetchall() if cursor.description else ():
            cells = "</td><td>".join(escape(str(value)) for value in row)
            parts.append(f"<tr><td>{cells}</td></tr>")
    parts.append("</table>")
    body = "".join(parts).encode()
    start_response(
        "200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
    )
    return [body]
