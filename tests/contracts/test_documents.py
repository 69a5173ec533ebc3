"""What is written for readers is there and true, as far as a machine can tell."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(path.parent for path in (ROOT / "xianfeng").glob("*/__init__.py"))
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))
LINK = re.compile(r"\]\((?!https?:|#|/)([^)#]+)")


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_every_module_has_a_page_of_its_own(module: Path) -> None:
    text = (module / "README.md").read_text("utf-8")
    assert text.startswith(f"# {module.name}: ")
    assert text.count("\n") <= 60
    assert "\nInvariants" in text and "\nWhere to add" in text


def test_decisions_are_numbered_without_holes() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name)
def test_decisions_say_what_was_rejected(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) <= 60
    assert lines[0].startswith(f"# {int(path.name[:4])} · ")
    assert [line for line in lines if line.startswith("## ")] == [
        "## Context",
        "## Decision",
        "## Consequences",
        "## Rejected",
    ]


def test_the_handbook_lists_every_variable_and_no_other() -> None:
    settings = "".join(
        (ROOT / "xianfeng" / "config" / f).read_text() for f in ("settings.py", "environment.py")
    )
    read = set(re.findall(r'(?:text|boolean|number|words)\(\s*"([A-Z_]+)"', settings))
    listed = re.findall(r"^\| `XIANFENG_([A-Z_]+)`", (ROOT / "docs/handbook/settings.md").read_text("utf-8"), re.M)  # fmt: skip
    assert sorted(listed) == sorted(read)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_links_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert [link for link in LINK.findall(text) if not (ROOT / link).exists()] == []
    assert text.count("\n") <= 150
