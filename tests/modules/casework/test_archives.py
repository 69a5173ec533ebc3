"""The archive package of a case: what it holds, who may take it, and what stops it."""

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.county import County
from tests.walk import LATE, NOW, Walker
from xianfeng.casework.commands import archives, cases, steps
from xianfeng.casework.commands.steps import HandedIn
from xianfeng.casework.models import Case, Entry
from xianfeng.casework.queries import archives as reads
from xianfeng.kernel import packages
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.trust.commands import evidence as files
from xianfeng.trust.commands import ledger
from xianfeng.trust.models import LedgerEntry
from xianfeng.trust.queries.evidence import location

pytestmark = pytest.mark.django_db
WHY = "移交县档案室"
PDF = b"%PDF-1.4\n%synthetic minutes\n"


def walked(*, sign_last: bool = True, scan: bool = True) -> Walker:
    """Walk a case to the archive, with one scan."""
    walker = Walker(County()).until("archive-case")
    papers = walker.right("archive-case").papers
    if scan:
        branch = walker.actors["branch"]
        kept = files.store(actor=branch, name="清单.pdf", content=io.BytesIO(PDF), at=NOW)
        handed = HandedIn(kind=papers[0], file_id=kept.pk, file_name="清单.pdf")
    if sign_last:
        right = walker.right("archive-case").submission(reasons=LATE)
        given = [handed] if scan else list(right.papers)
        steps.sign_off(
            actor=walker.actors["branch"], case_id=walker.case_id, step="archive-case", at=NOW,
            submission=steps.Submission(
                records=right.records, papers=tuple(given), reasons=right.reasons
            ),
        )  # fmt: skip
    return walker


def made(walker: Walker, role: str = "county", why: str = WHY) -> tuple[bytes, archives.Exported]:
    target = io.BytesIO()
    exported = archives.export(
        actor=walker.actors[role], case_id=walker.case_id, why=why, target=target, at=NOW
    )
    return target.getvalue(), exported


def opened(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_holds_list_history_scans_and_the_whole_chain() -> None:
    walker = walked()
    raw, exported = made(walker)
    held = opened(raw)
    manifest = json.loads(held["manifest.json"])
    last = len(manifest["papers"])

    assert set(held) == {
        "index.html", "history.html", "style.css", "README.txt", "ledger.jsonl",
        f"papers/{last:03d}.pdf", "manifest.json", "SHA256SUMS",
    }  # fmt: skip
    assert held[f"papers/{last:03d}.pdf"] == PDF
    chain = LedgerEntry.objects.filter(chain=f"case:{walker.case_id}").order_by("number")
    lines = [json.loads(line) for line in held["ledger.jsonl"].splitlines()]
    assert [line["digest"] for line in lines] == [bytes(e.digest).hex() for e in chain]
    assert packages.examine(io.BytesIO(raw), root=exported.root, key=settings.KEYS.ledger) == (
        packages.Report(
            root=exported.root, files=6, entries=chain.count(),
            proofs=packages._proofs(root=exported.root, key=settings.KEYS.ledger),
        )
    )  # fmt: skip
    assert exported.root == hashlib.sha256(held["SHA256SUMS"]).hexdigest()


def test_tells_every_step_with_day_signer_rules_records_papers_and_reasons() -> None:
    walker = walked()
    history = opened(made(walker)[0])["history.html"].decode()

    for step in range(1, 30):
        assert f" 办理 {step}. " in history
    assert "2024-11-08 办理 18. " in history
    assert "罗成，以基层党委签署" in history
    assert "按武山县发展党员工作规程" in history or "判定" in history
    assert "纸质档案补录" in history
    assert "62052420240001" in history
    assert "赞成" in history


def test_gives_the_same_bytes_for_the_same_case() -> None:
    walker = walked()
    assert made(walker)[0] == made(walker, "committee")[0]


def test_tells_what_was_taken_back_too() -> None:
    walker = walked(sign_last=False)
    latest = Entry.objects.filter(case=walker.case_id, kind="signed").latest("id")
    steps.reverse(
        actor=walker.actors["committee"], case_id=walker.case_id, entry_id=latest.pk,
        why="日期填写有误", at=NOW,
    )  # fmt: skip
    walker.sign(latest.step)
    walker.sign("archive-case")
    held = opened(made(walker)[0])

    assert "已撤销，不再有效" in held["history.html"].decode()
    assert "说明：日期填写有误" in held["history.html"].decode()
    assert held["index.html"].decode().count("（随撤销失效）") == 2


def test_names_the_seal_that_covers_the_case() -> None:
    walker = walked()
    ledger.seal(at=NOW)
    seals = json.loads(opened(made(walker)[0])["manifest.json"])["ledger"]["seals"]
    entries = LedgerEntry.objects.filter(chain=f"case:{walker.case_id}").count()
    assert [(seal["entries"], len(seal["root"])) for seal in seals] == [(entries, 64)]


def test_shows_no_personal_number_that_somebody_typed() -> None:
    walker = Walker(County()).until("first-talk")
    walker.sign("first-talk", talk={"content": "本人电话19900001234，愿意入党"})
    cases.end(actor=walker.actors["branch"], case_id=walker.case_id, why="本人书面撤回", at=NOW)
    raw, _exported = made(walker)

    assert b"19900001234" not in raw
    assert "本人电话［已隐去］".encode() in raw
    report = packages.examine(io.BytesIO(raw), key=settings.KEYS.ledger)
    assert (report.fault, report.withheld) == ("", 1)


def test_shows_a_forms_number_that_looks_like_an_old_id_number() -> None:
    walker = Walker(County()).until("fill-form")
    walker.sign("fill-form", volunteer_form={"number": "620524202400001"})
    cases.end(actor=walker.actors["branch"], case_id=walker.case_id, why="本人书面撤回", at=NOW)
    held = opened(made(walker)[0])
    assert "620524202400001" in held["history.html"].decode()
    assert all("salt" in json.loads(line) for line in held["ledger.jsonl"].splitlines())


def test_enters_who_took_it_and_its_root() -> None:
    walker = walked()
    _raw, exported = made(walker)
    entry = LedgerEntry.objects.latest("id")

    assert (entry.event, entry.subject, entry.reason) == (
        "casework.archive.exported", f"case:{walker.case_id}", WHY,
    )  # fmt: skip
    assert entry.chain == f"org:{walker.county.branch.path}"
    assert json.loads(entry.detail)["root"] == exported.root


def refused(walker: Walker, **given: Any) -> Refused:
    before = LedgerEntry.objects.count()
    with pytest.raises(Refused) as refusal:
        made(walker, **given)
    assert LedgerEntry.objects.count() == before
    return refusal.value


def test_refuses_without_a_reason() -> None:
    assert refused(walked(), why="要").verdict.checks() == ("X-19",)


def test_refuses_a_case_whose_scan_was_changed_or_lost() -> None:
    walker = walked()
    scan = location(hashlib.sha256(PDF).hexdigest())
    scan.write_bytes(PDF + b"!")
    changed = refused(walker)
    scan.unlink()
    lost = refused(walker)
    assert changed.verdict.checks() == lost.verdict.checks() == ("D-50",)
    assert "归档清单和完整性审核意见" in str(changed)


def test_refuses_a_case_whose_ledger_was_changed_behind_the_programs_back() -> None:
    walker = walked()
    row = LedgerEntry.objects.filter(chain=f"case:{walker.case_id}", number=3)
    row.update(actor_name="他人")
    refusal = refused(walker)
    assert refusal.verdict.checks() == ("X-03",)
    assert "台账第3条" in next(iter(refusal.verdict)).fact


def test_makes_none_of_an_open_case() -> None:
    walker = Walker(County()).until("first-talk")
    with pytest.raises(Case.DoesNotExist):
        made(walker)


def test_hides_the_case_from_another_branch_and_from_its_subject() -> None:
    walker = walked()
    county = walker.county
    walker.actors |= {
        "stranger": cast.branch_secretary(county.other_branch.path),
        "self": cast.member(county.branch.path, person_id=walker.person.pk),
    }
    for role in ("stranger", "self"):
        with pytest.raises((Case.DoesNotExist, NotAllowed)):
            made(walker, role)


def test_lists_the_cases_archived_in_a_year_within_reach() -> None:
    walker = walked()
    year = Case.objects.get(pk=walker.case_id).closed_on.year
    assert reads.closed_in(walker.actors["county"], year) == (walker.case_id,)
    assert reads.closed_in(walker.actors["county"], year - 1) == ()
    stranger = cast.branch_secretary(walker.county.other_branch.path)
    assert reads.closed_in(stranger, year) == ()


# ── The page ──


def test_page_hands_out_the_package_and_then_shows_its_root() -> None:
    walker = walked()
    client = cast.client_of(walker.actors["committee"])
    url = f"/cases/{walker.case_id}/archive/"
    assert f'href="{url}"' in client.get(f"/cases/{walker.case_id}/").content.decode()

    with CaptureQueriesContext(connection) as queries:
        page = client.get(url)
    answer = client.post(url, {"why": WHY})
    raw = b"".join(answer.streaming_content)

    assert len(queries) <= 12
    assert "归档清单和完整性审核意见" in page.content.decode()
    assert answer["Content-Type"] == "application/zip"
    report = packages.examine(io.BytesIO(raw))
    assert report.fault == ""
    assert report.root in client.get(url).content.decode()


def test_page_asks_for_the_reason_and_keeps_what_was_typed() -> None:
    walker = walked()
    client = cast.client_of(walker.actors["committee"])
    answer = client.post(f"/cases/{walker.case_id}/archive/", {"why": "要"})
    assert answer.status_code == 422
    assert re.search(r">\s*要</textarea>", answer.content.decode())


def test_page_is_not_there_for_an_open_case() -> None:
    walker = Walker(County()).until("first-talk")
    client = cast.client_of(walker.actors["committee"])
    assert client.get(f"/cases/{walker.case_id}/archive/").status_code == 404
    assert "/archive/" not in client.get(f"/cases/{walker.case_id}/").content.decode()


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings: Any) -> None:
    settings.FILES_DIR = tmp_path / "files"
