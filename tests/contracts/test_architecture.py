"""The house's own rules, checked over its files."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "xianfeng"
FILES = [p for p in PACKAGE.rglob("*.py") if "migrations" not in p.parts]
OWN = [c for c in apps.get_app_configs() if c.name.startswith("xianfeng.")]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_import_contracts_are_kept() -> None:
    result = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout[-3000:]


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_module_says_its_responsibility(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), f"{named(path)} has no docstring"


def public_functions() -> Iterator[tuple[Path, ast.FunctionDef]]:
    layers = re.compile(r"/(commands|queries|rules|facts)(/|\.py)|/(kernel|procedure|tenancy)/")
    for path in FILES:
        if layers.search(path.as_posix()):
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    yield path, node


def test_public_functions_say_what_they_mean() -> None:
    silent = [f"{named(p)}:{f.name}" for p, f in public_functions() if not ast.get_docstring(f)]
    assert silent == []


BANNED_NAMES = {
    "utils",
    "helpers",
    "common",
    "misc",
    "manager",
    "data",
    "info",
    "process",
    "handle",
}


def test_no_file_is_a_junk_drawer() -> None:
    assert [named(p) for p in FILES if p.stem in BANNED_NAMES] == []


def test_no_file_outgrows_a_reader() -> None:
    long = {named(p): n for p in FILES if (n := p.read_text("utf-8").count("\n")) > 400}
    assert long == {}


FORBIDDEN = {
    r"path__startswith": "subtrees are ranges (tenancy.ranges)",
    r"connection\.cursor|\.raw\(|RawSQL": "only tenancy opens a cursor",
    r"@receiver|threading\.local|post_save|pre_save": "no action at a distance",
    r"def save\(self": "no save() overrides",
    r"GenericForeignKey|contenttypes\.fields": "no generic relations",
    r"CREATE TRIGGER": "no triggers",
}


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_forbidden_ways_are_not_taken(pattern: str) -> None:
    found = [
        f"{named(p)}:{n}"
        for p in FILES
        if "tenancy" not in p.parts
        for n, line in enumerate(p.read_text("utf-8").splitlines(), 1)
        if re.search(pattern, line) and not line.lstrip().startswith("#")
    ]
    assert found == [], FORBIDDEN[pattern]


def test_views_neither_query_nor_write() -> None:
    found = []
    for path in FILES:
        if "views" in path.parts or path.stem == "views":
            for n, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                if re.search(r"\.objects\b|objects\.filter\(|atomic\b", line):
                    found.append(f"{named(path)}:{n}")
    assert found == []


def own_models() -> list[type[models.Model]]:
    return [model for config in OWN for model in config.get_models()]


@pytest.mark.parametrize("model", own_models(), ids=lambda m: m._meta.label)
def test_tables_are_ready_for_many_counties(model: type[models.Model]) -> None:
    key = model._meta.pk
    assert isinstance(key, models.BigAutoField) or not key.get_internal_type().endswith("AutoField")
    for field in model._meta.local_fields:
        if isinstance(field, models.ForeignKey):
            assert field.db_constraint, f"{model._meta.label}.{field.name}"


# What a vote can be, by any name that a column might carry.
CHOICES = {"yes", "no", "abstain", "void", "choice", "vote", "voted", "ballot", "opinion"}
CHOICES |= {"written_yes", "written_no", "approves", "in_favour", "against"}
WHO = {
    "person",
    "member",
    "voter",
    "seat",
    "attendance",
    "account",
    "actor",
    "scrutineer",
    "teller",
}
WHO |= {"account_ref", "account_id", "person_ref", "actor_name", "name"}


def leads_to_people(model: type[models.Model]) -> bool:
    """Tell whether a row names somebody or somebody's line on a roll, or is named by one."""
    people = {"registry.Person", "trust.Account", "casework.Seat", "casework.Attendance"}
    keys = [f for f in model._meta.get_fields() if f.is_relation and f.related_model]
    return any(f.related_model._meta.label in people for f in keys) or bool(
        {f.name for f in model._meta.local_fields} & WHO
    )


def test_no_table_links_a_member_to_a_choice() -> None:
    """Check V-14: a vote leaves totals only, so no table can join a voter to a box."""
    holding = []
    for model in own_models():
        if {f.name for f in model._meta.local_fields} & CHOICES:
            assert not leads_to_people(model), model._meta.label
            holding.append(model._meta.label)
    assert holding == ["casework.Tally"]


def test_a_tally_is_one_row_a_vote_and_never_one_a_voter() -> None:
    tally = apps.get_model("casework", "Tally")
    keys = [f for f in tally._meta.local_fields if f.is_relation]
    assert [(f.name, f.one_to_one, f.related_model._meta.label) for f in keys] == [
        ("item", True, "casework.AgendaItem")
    ]
    columns = {f.name: f.get_internal_type() for f in tally._meta.local_fields}
    assert set(columns.values()) == {"BigAutoField", "OneToOneField", "PositiveIntegerField"}
    assert not [f for f in tally._meta.get_fields() if f.auto_created and f.is_relation]


def test_attendance_says_how_somebody_takes_part_and_no_more() -> None:
    attendance = apps.get_model("casework", "Attendance")
    assert [f.name for f in attendance._meta.local_fields] == [
        "id", "seat", "presence", "handed_in_on",
    ]  # fmt: skip
    assert not [f for f in attendance._meta.get_fields() if f.auto_created and f.is_relation]


def test_requirements_name_no_registry() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in path.read_text("utf-8"), path.name
        assert "--hash=sha256:" in path.read_text("utf-8"), path.name


def test_the_repository_holds_synthetic_people_only() -> None:
    real = re.compile(r"(?<!\d)[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])[0-3]\d{4}[\dXx](?!\d)")
    # The two examples of the standard itself (domain 10.4).
    allowed = {"11010519491231002X", "440524188001010014"}
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = []
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if (
            path.suffix in {".py", ".md", ".toml", ".csv", ".html", ".json", ".txt"}
            and path.is_file()
        ):
            hits = set(real.findall(path.read_text("utf-8", errors="ignore"))) - allowed
            if hits and "requirements" not in name:
                found.append(name)
    assert found == []
