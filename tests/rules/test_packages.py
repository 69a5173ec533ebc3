"""A package of an archived case: what is wrong with it is named, whatever was done to it."""

import hashlib
import hmac
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from xianfeng.kernel import packages
from xianfeng.trust import rules

KEY = b"k" * 32
SCAN = b"%PDF-1.4\nsynthetic"


def mac(words: bytes) -> bytes:
    return hmac.new(KEY, words, "sm3").digest()


def entries(count: int = 3) -> list[dict[str, Any]]:
    """Return entries as the county's program writes them, each digest over the one before."""
    last, rows = b"", []
    for number in range(1, count + 1):
        row: dict[str, Any] = {
            "chain": "case:7", "number": number, "at": "2026-01-02T03:04:05.000000+00:00",
            "account_ref": None, "actor_name": "冉云", "event": "casework.case.signed",
            "subject": "case:7", "detail": f'{{"entry":{number}}}', "reason": "",
        }  # fmt: skip
        last = mac(last + packages.body(row))
        rows.append({**row, "digest": last.hex()})
    return rows


def apart(count: int = 3) -> list[dict[str, Any]]:
    """Return entries whose words are kept apart from what the chain covers."""
    last, rows = b"", []
    for row in entries(count):
        row["salt"] = f"{row['number']:032x}"
        row["words"] = packages.words_digest(row)
        last = mac(last + packages.body(row))
        rows.append({**row, "digest": last.hex()})
    return rows


def package(rows: list[dict[str, Any]] | None = None, *, scan: bytes = SCAN) -> dict[str, bytes]:
    """Return the files of a whole package by name."""
    linked = list(packages.linked(entries() if rows is None else rows))
    last = bytes.fromhex(linked[-1]["digest"])
    files = {
        "index.html": b"<h1>list</h1>",
        packages.LEDGER: packages.lines(linked),
        "papers/001.pdf": scan,
    }
    listed = [
        {"name": n, "title": "", "size": len(c), "sha256": hashlib.sha256(c).hexdigest()}
        for n, c in files.items()
    ]
    manifest = {
        "format": packages.FORMAT,
        "files": listed,
        "ledger": {
            "chain": "case:7", "entries": len(linked), "link": linked[-1]["link"],
            "head": (last + mac(last + f"head|case:7|{len(linked)}".encode())).hex(),
        },
    }  # fmt: skip
    files[packages.MANIFEST] = json.dumps(manifest).encode()
    return summed(files)


def summed(files: dict[str, bytes]) -> dict[str, bytes]:
    kept = {n: c for n, c in files.items() if n != packages.SUMS}
    digests = {n: hashlib.sha256(c).hexdigest() for n, c in kept.items()}
    return {**kept, packages.SUMS: packages.sums(digests)}


def zipped(files: dict[str, bytes]) -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return target


def fault(files: dict[str, bytes], **given: Any) -> str:
    return packages.examine(zipped(files), **given).fault


def ledger_of(
    files: dict[str, bytes], change: Callable[[list[str]], list[str]]
) -> dict[str, bytes]:
    """Change the extract and put the hashes of its file right, as somebody skilful would."""
    lines = files[packages.LEDGER].decode().splitlines()
    content = "".join(f"{line}\n" for line in change(lines)).encode()
    manifest = json.loads(files[packages.MANIFEST])
    for row in manifest["files"]:
        if row["name"] == packages.LEDGER:
            row["sha256"] = hashlib.sha256(content).hexdigest()
    changed = {packages.LEDGER: content, packages.MANIFEST: json.dumps(manifest).encode()}
    return summed({**files, **changed})


def test_finds_nothing_wrong_with_what_was_made() -> None:
    files = package()
    root = hashlib.sha256(files[packages.SUMS]).hexdigest()

    report = packages.examine(zipped(files), root=root.upper(), key=KEY)

    assert (report.fault, report.root, report.files, report.entries) == ("", root, 3, 3)
    assert len(report.proofs) == 3


def test_says_that_without_a_root_a_package_made_anew_passes() -> None:
    report = packages.examine(zipped(package(entries(2), scan=b"%PDF-another")))

    assert report.fault == ""
    assert "请加 --root 核对" in report.proofs[-1]


def test_names_a_changed_paper() -> None:
    files = package() | {"papers/001.pdf": SCAN + b" "}
    assert fault(files) == "文件“papers/001.pdf”与清单中的SHA-256不符，已被改动"


def test_names_a_paper_whose_bytes_were_changed_inside_the_zip() -> None:
    raw = zipped(package()).getvalue()
    broken = raw.replace(SCAN, SCAN.replace(b"synth", b"SYNTH"))
    assert packages.examine(io.BytesIO(broken)).fault == "文件“papers/001.pdf”被改动或已损坏"


def test_names_a_missing_file() -> None:
    files = package()
    assert fault({n: c for n, c in files.items() if n != "papers/001.pdf"}) == (
        "缺少文件“papers/001.pdf”"
    )
    assert fault({n: c for n, c in files.items() if n != packages.MANIFEST}) == (
        "缺少文件“manifest.json”"
    )


def test_names_a_file_that_nobody_listed() -> None:
    assert fault(package() | {"papers/002.pdf": SCAN}) == "包内多出清单以外的文件“papers/002.pdf”"


def test_names_a_changed_entry() -> None:
    files = ledger_of(package(), lambda lines: [x.replace('{\\"entry\\":2}', "{}") for x in lines])
    assert fault(files) == "台账第2条（casework.case.signed）被改动"


def test_names_a_removed_entry() -> None:
    assert fault(ledger_of(package(), lambda lines: [lines[0], lines[2]])) == (
        "台账缺少第2条，或顺序被改动：此处是第3条"
    )


def test_names_entries_in_another_order() -> None:
    assert fault(ledger_of(package(), lambda lines: [lines[1], lines[0], lines[2]])) == (
        "台账缺少第1条，或顺序被改动：此处是第2条"
    )


def test_names_an_end_that_was_cut_off() -> None:
    assert fault(ledger_of(package(), lambda lines: lines[:2])) == (
        "台账应有3条，只有2条：末尾被删去或添加"
    )


def test_finds_a_package_made_anew_by_its_root() -> None:
    root = hashlib.sha256(package()[packages.SUMS]).hexdigest()
    assert "整包在制成后被改写" in fault(package(entries(2)), root=root)


def test_finds_entries_that_the_county_never_wrote_by_its_key() -> None:
    forged = entries()
    forged[1]["detail"] = "{}"
    assert fault(package(forged), key=KEY) == "台账第2条（casework.case.signed）不是该县系统所写"


def test_finds_a_cut_end_by_the_key_even_where_all_else_was_put_right() -> None:
    files = package(entries(2))
    manifest = json.loads(files[packages.MANIFEST])
    manifest["ledger"]["head"] = json.loads(package()[packages.MANIFEST])["ledger"]["head"]
    files = summed({**files, packages.MANIFEST: json.dumps(manifest).encode()})
    assert fault(files, key=KEY) == "台账的链首标记与条目不符：末尾的条目被删去"


def test_links_an_entry_whose_words_are_withheld_by_the_hash_of_its_body() -> None:
    rows = entries()
    rows[1] |= {"body": hashlib.sha256(packages.body(rows[1])).hexdigest(), "detail": "［已隐去］"}

    report = packages.examine(zipped(package(rows)), key=KEY)

    assert (report.fault, report.withheld) == ("", 1)
    assert list(packages.linked(entries()))[2]["link"] == list(packages.linked(rows))[2]["link"]


def test_proves_words_that_are_kept_apart() -> None:
    report = packages.examine(zipped(package(apart())), key=KEY)
    assert (report.fault, report.withheld) == ("", 0)
    forged = apart()
    forged[1]["detail"] = "{}"
    assert fault(package(forged)) == "台账第2条（casework.case.signed）被改动"


def test_proves_the_place_of_withheld_words_by_the_key() -> None:
    rows = apart()
    del rows[1]["salt"]
    rows[1]["detail"] = "［已隐去］"
    report = packages.examine(zipped(package(rows)), key=KEY)
    assert (report.fault, report.withheld) == ("", 1)
    rows[1]["words"] = "00" * 32
    assert fault(package(rows), key=KEY) == "台账第2条（casework.case.signed）不是该县系统所写"


def test_reads_packages_of_the_first_format() -> None:
    files = package()
    manifest = json.loads(files[packages.MANIFEST]) | {"format": "xianfeng-archive-1"}
    assert fault(summed({**files, packages.MANIFEST: json.dumps(manifest).encode()})) == ""


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 half"])
def test_opens_no_file_that_is_no_package(content: bytes) -> None:
    assert packages.examine(io.BytesIO(content)).fault.startswith("打不开")


@pytest.mark.parametrize("text", [b"[]", b"{}", b"\xff", b'{"format":1,"files":[],"ledger":{}}'])
def test_reads_no_crafted_manifest(text: bytes) -> None:
    assert "读不懂" in fault(package() | {packages.MANIFEST: text})


@pytest.mark.parametrize("line", [b"[]\n", b"{}\n", b'{"digest":"zz","body":"0"}\n', b"\xff\n"])
def test_reads_no_crafted_entry(line: bytes) -> None:
    assert fault(package() | {packages.LEDGER: line}) == "台账第1条读不懂，已被改动"


def facts(row: dict[str, Any]) -> rules.EntryFacts:
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    return rules.EntryFacts(**{name: row[name] for name in packages._FACTS} | {"at": at})


def test_covers_the_same_bytes_as_the_ledger_itself() -> None:
    row = apart()[0]
    salt = bytes.fromhex(row["salt"])
    words = rules.words_digest(row["detail"], row["reason"], salt=salt)
    assert row["words"] == words.hex() == packages.words_digest(row)
    assert packages.body(row) == rules.entry_body(facts(row), words=words)


def test_covers_an_older_entry_by_its_words_as_the_ledger_does() -> None:
    row = entries(1)[0]
    body = rules.entry_body_within(facts(row), detail=row["detail"], reason=row["reason"])
    assert packages.body(row) == body


def test_runs_alone_with_the_standard_library(tmp_path: Path) -> None:
    copied = tmp_path / "packages.py"
    copied.write_bytes(Path(packages.__file__).read_bytes())
    (tmp_path / "case.zip").write_bytes(zipped(package()).getvalue())

    done = subprocess.run(
        [sys.executable, "-I", "-S", str(copied), str(tmp_path / "case.zip")],
        capture_output=True, text=True, check=False, env={"PYTHONUTF8": "1"},
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("归档包完好：文件3个，台账3条。")
