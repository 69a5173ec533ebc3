"""The verb ``xianfeng archive``: exports for the archive room, verifies without a database."""

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.county import County
from tests.walk import Walker
from xianfeng.casework.models import Case
from xianfeng.config import command
from xianfeng.config.verbs import archive_

pytestmark = pytest.mark.django_db


@pytest.fixture
def walker() -> Walker:
    return Walker(County()).until("")


def run(*words: str) -> int:
    return archive_.run(command.parser().parse_args(["archive", "export", *words]))


def verify(package: Path, *words: str) -> int:
    return command.main(["archive", "verify", str(package), *words])


def test_exports_a_years_cases_with_their_roots(
    walker: Walker, tmp_path: Path, capsys: Any
) -> None:
    year = Case.objects.get(pk=walker.case_id).closed_on.year

    assert run("--closed-in", str(year), "--to", str(tmp_path)) == 0

    package = tmp_path / f"case-{walker.case_id:06d}.zip"
    assert {path.name for path in tmp_path.iterdir()} == {package.name, "roots.csv"}
    with (tmp_path / "roots.csv").open(encoding="utf-8-sig") as file:
        row = next(csv.DictReader(file))
    assert (row["文件"], row["姓名"]) == (package.name, "申向党")
    capsys.readouterr()
    assert verify(package, "--root", row["根值"]) == 0
    assert "与县里留存的根值一致" in capsys.readouterr().out


def test_writes_no_name_that_a_spreadsheet_takes_for_a_formula(
    walker: Walker, tmp_path: Path
) -> None:
    person = walker.person
    type(person).objects.filter(pk=person.pk).update(name="=1+1")

    assert run(str(walker.case_id), "--to", str(tmp_path)) == 0

    with (tmp_path / "roots.csv").open(encoding="utf-8-sig") as file:
        assert next(csv.DictReader(file))["姓名"] == "'=1+1"


def test_names_what_is_wrong_and_fails(walker: Walker, tmp_path: Path, capsys: Any) -> None:
    assert run(str(walker.case_id), "--to", str(tmp_path)) == 0
    package = tmp_path / f"case-{walker.case_id:06d}.zip"
    package.write_bytes(package.read_bytes().replace("申向党".encode(), "申向阳".encode(), 1))

    assert verify(package) == 1
    assert "归档包有问题：文件“index.html”（归档材料清单）被改动或已损坏" in capsys.readouterr().out
    assert verify(package, "--key-file", str(tmp_path / "none")) == 2


def test_says_which_case_could_not_be_exported(tmp_path: Path, capsys: Any) -> None:
    assert run("999", "--to", str(tmp_path)) == 1
    assert "999：没有这件档案，或尚未办结。" in capsys.readouterr().err
    assert run("--to", str(tmp_path)) == 2
