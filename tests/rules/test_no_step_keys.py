"""Behaviour belongs to gates and records: no program file spells a step or a stage."""

import ast
from pathlib import Path

import xianfeng
from xianfeng.recruitment.catalogue import shelf

ROOT = Path(xianfeng.__file__).parent
# The synthetic county tells stories step by step; it decides nothing.
STORYTELLERS = {"demo"}


def spelt(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}  # fmt: skip


def test_finds_no_step_key_in_the_program() -> None:
    keys = {step.key for edition in shelf().editions for step in edition.steps}
    keys |= {stage.key for edition in shelf().editions for stage in edition.stages}
    found = [
        (path.relative_to(ROOT).as_posix(), sorted(keys & spelt(path)))
        for path in ROOT.rglob("*.py")
        if path.relative_to(ROOT).parts[0] not in STORYTELLERS and keys & spelt(path)
    ]
    assert found == []
