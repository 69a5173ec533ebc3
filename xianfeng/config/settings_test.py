"""Settings of the test suite: fast hasher, memory database, keys that protect nothing."""

import json
import os
import tempfile

os.environ.setdefault("XIANFENG_DATA_DIR", tempfile.mkdtemp(prefix="xianfeng-test-"))
os.environ.setdefault("XIANFENG_DATABASE_URL", "sqlite:///:memory:")
os.environ.setdefault(
    "XIANFENG_KEYS",
    json.dumps({"session": "t" * 50, "cipher": "00" * 16, "index": "11" * 32, "ledger": "22" * 32}),
)

from xianfeng.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS[1:]]  # noqa: F405
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
_STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES["staticfiles"] = {"BACKEND": _STATIC}  # noqa: F405
ALLOWED_HOSTS = ["*"]
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405
# Races need connections of their own: a file on SQLite, where memory is one connection's.
if test_file := os.environ.get("XIANFENG_TEST_FILE"):
    DATABASES["default"]["TEST"] = {"NAME": test_file}  # noqa: F405
