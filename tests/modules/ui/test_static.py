"""Templates and vendored files keep to the strict Content-Security-Policy and the size budget."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

PRODUCT = Path(__file__).parents[3] / "xianfeng"
STATIC = PRODUCT / "ui" / "static"
TEMPLATES = sorted(PRODUCT.glob("*/templates/**/*.html"))
SHEETS = [p for p in sorted(PRODUCT.glob("*/static/**/*.css")) if "vendor" not in p.parts]
# Pixels of one rem where the reader has changed nothing.
ROOT = 17
SPRITE = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "xianfeng" / "icons.svg").read_text()))
INLINE = re.compile(
    r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\ssrc=)|javascript:", re.I
)
OUTSIDE = re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.I)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(PRODUCT)))
def test_template_has_no_inline_style_or_script_and_asks_nobody_outside(path):
    text = path.read_text("utf-8")
    assert INLINE.findall(text) == []
    assert OUTSIDE.findall(text) == []


def test_every_icon_named_in_templates_and_code_is_in_the_sprite():
    named = set()
    for path in [*TEMPLATES, *PRODUCT.glob("**/*.py")]:
        text = path.read_text("utf-8")
        named |= set(re.findall(r'\bicon\s*=\s*"([\w-]+)"', text))
        named |= set(re.findall(r'{% icon name="([\w-]+)" %}', text))
    assert named - SPRITE == set()


def test_sprite_holds_what_its_list_names():
    assert set((STATIC / "xianfeng" / "icons.txt").read_text().split()) == SPRITE


def test_vendored_files_are_what_their_list_says():
    lines = (STATIC / "vendor" / "VERSIONS.txt").read_text("utf-8").splitlines()
    files = [line.split()[1:] for line in lines if line.startswith("  file ")]
    assert len(files) == 3
    for name, digest in files:
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest
    for line in lines:
        if line.startswith("  licence "):
            assert (STATIC / "vendor" / line.split("(")[1].rstrip(")")).exists()


def test_static_files_ask_nobody_outside_and_carry_no_source_map():
    for path in STATIC.rglob("*"):
        if path.suffix in {".css", ".js"}:
            text = path.read_text("utf-8")
            assert "sourceMappingURL" not in text
            assert not re.search(r"(?:url\([\"']?|@import\s+[\"'])(?:https?:)?//", text)


@pytest.mark.parametrize("path", SHEETS, ids=lambda p: p.name)
def test_sheet_writes_nothing_on_a_screen_below_sixteen_pixels(path):
    screen = path.read_text("utf-8").split("@media print")[0]
    sizes = [float(size) for size in re.findall(r"font-size: ([.\d]+)rem", screen)]
    assert [size for size in sizes if size * ROOT < 16] == []


def test_sheets_small_print_is_sixteen_pixels():
    sheet = (STATIC / "xianfeng" / "xianfeng.css").read_text("utf-8")
    (percent,) = re.findall(r"^html { font-size: ([\d.]+)%", sheet, re.M)
    (small,) = re.findall(r"--small: ([.\d]+)rem;", sheet)
    assert float(percent) * 0.16 == ROOT
    assert 16 <= float(small) * ROOT < 16.01


def test_first_visit_stays_far_inside_its_budget():
    files = ("vendor/tabler.excerpt.css", "xianfeng/xianfeng.css", "vendor/htmx.min.js",
             "xianfeng/icons.svg", "xianfeng/mark.svg")  # fmt: skip
    assert sum(len(gzip.compress((STATIC / f).read_bytes(), 9)) for f in files) < 40_000
