"""The catalogue of checks says truly what is applied and where."""

import re
from pathlib import Path

from xianfeng.config.wiring import APPLIED
from xianfeng.kernel.checks import catalogue
from xianfeng.recruitment.queries import checks

ROOT = Path(__file__).parents[2]
BY_STRUCTURE = {*APPLIED["数据结构保证"], *APPLIED["台账校验"]}
SPOKEN = {
    check
    for path in (ROOT / "xianfeng").rglob("*.py")
    if path.name != "wiring.py"
    for check in re.findall(r'"([A-Z]-\d{2})"', path.read_text("utf-8"))
}


def test_holds_all_165_checks_of_the_domain() -> None:
    assert sum(check.origin == "domain" for check in catalogue().values()) == 165


def test_every_check_that_the_code_speaks_is_in_the_catalogue() -> None:
    assert SPOKEN - catalogue().keys() == set()


def test_every_check_that_the_code_speaks_is_listed_as_applied() -> None:
    assert SPOKEN - checks.places().keys() == set()


def test_nothing_is_listed_as_applied_that_no_code_or_edition_speaks() -> None:
    listed = {check for names in APPLIED.values() for check in names} - BY_STRUCTURE
    assert listed - SPOKEN == set()


def test_the_generated_document_is_current() -> None:
    path = ROOT / "docs/generated/checks.md"
    assert path.read_text("utf-8") == checks.as_document(), "run scripts/generate-docs"
