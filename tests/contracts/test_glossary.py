"""The glossary and the vocabulary modules say the same."""

import importlib
import re
from enum import StrEnum
from pathlib import Path

import pytest

from xianfeng.trust import wording

ROOT = Path(__file__).parents[2]
MODULES = ("registry", "trust", "casework", "recruitment")
ROWS = {
    (cells[0].strip(), cells[1].strip())
    for line in (ROOT / "docs/glossary.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and len(cells := line.strip("|").split("|")) == 3
}
# Words that only the programs say to each other: the policy table's actions.
UNLISTED = {"Action", "PaperKind"}


def vocabularies() -> list[str]:
    """Name every module of words; where they are a folder, each of its files too."""
    return [
        name
        for module in MODULES
        for name in (
            f"xianfeng.{module}.vocab",
            *(
                f"xianfeng.{module}.vocab.{path.stem}"
                for path in sorted((ROOT / "xianfeng" / module / "vocab").glob("[!_]*.py"))
            ),
        )
    ]


def words() -> list[tuple[str, str, str]]:
    found = []
    for name in vocabularies():
        vocab = importlib.import_module(name)
        for name, kind in vars(vocab).items():
            own = isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
            if own and kind.__module__ == vocab.__name__ and name not in UNLISTED:
                found += [(name, word.value, word.label) for word in kind]
    return found


@pytest.mark.parametrize(("kind", "code", "label"), words())
def test_every_word_stands_in_the_glossary(kind: str, code: str, label: str) -> None:
    lines = [row for row in ROWS if row[1].split(" ")[0].strip(",") == code]
    terms = {re.sub(r"（.*?）", "", term) for term, _code in lines}
    assert label in terms or any(label in term for term, _code in lines), f"{kind}.{code} {label}"


def test_every_ledger_event_has_words() -> None:
    unworded = set()
    for path in (ROOT / "xianfeng").rglob("*.py"):
        for code in re.findall(
            r'"((?:registry|casework|trust|recruitment)\.[a-z_]+\.[a-z_]+)"',
            path.read_text("utf-8"),
        ):
            if "/commands/" in path.as_posix() and wording.event(code) == code:
                unworded.add(code)
    assert unworded == set()
