"""Making the archive package of a closed case; see :mod:`xianfeng.kernel.packages` for its layout.

The same case gives the same bytes, so that two packages of one case can be
compared by their roots. Nothing in it shows a personal number.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from xianfeng.casework.commands import upkeep
from xianfeng.casework.queries import archives, dockets
from xianfeng.casework.queries.archives import Dossier, Sheet
from xianfeng.kernel import packages
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.queries import extracts
from xianfeng.trust.redaction import masked
from xianfeng.trust.vocab import Action, Actor

_CHUNK = 256 * 1024
_PAGES = {
    "index.html": ("归档材料清单", "casework/package/index.html"),
    "history.html": ("全程纪实", "casework/package/history.html"),
    "style.css": ("", "casework/package/style.css"),
    "README.txt": ("核对办法", "casework/package/README.txt"),
}


@dataclass(frozen=True, kw_only=True)
class Exported:
    """What was made: ``root`` is what the county writes down to vouch for the package later."""

    case_id: int
    person: str
    organisation: str
    root: str
    sha256: str
    files: int
    entries: int


@transaction.atomic
def export(*, actor: Actor, case_id: int, why: str, target: IO[bytes], at: datetime) -> Exported:
    """Write the package of a closed case to ``target`` and enter it in the ledger.

    The package is examined before it leaves, with the county's own key: a scan or a
    ledger entry that was changed behind the program's back stops it.

    :raises Case.DoesNotExist: out of sight, or not closed.
    :raises NotAllowed: the actor may not export there.
    :raises Refused: no reason (X-19), a scan is missing or changed (D-50), the ledger is broken (X-03).
    """
    case = dockets.locked(actor, case_id)
    dossier = archives.of(actor, case_id)
    access.require(actor, Action.EXPORT, path=case.org_path)
    why = upkeep.words(why, message="请写明导出原因，不少于4个字", check="X-19")
    _write(dossier, target)
    report = packages.examine(target, key=settings.KEYS.ledger)
    if report.fault:
        raise Refused(Verdict((reason("X-03", fact=report.fault, remedy="请审计管理员校验台账"),)))
    exported = Exported(
        case_id=case_id,
        person=dossier.person,
        organisation=dossier.organisation,
        root=report.root,
        sha256=_digest(target),
        files=report.files,
        entries=report.entries,
    )
    ledger.record(
        actor=actor,
        at=at,
        # Not the case's own chain, which the package holds: making one must not change the next.
        chain=f"org:{case.org_path}",
        event="casework.archive.exported",
        subject=f"case:{case_id}",
        detail={"root": exported.root, "files": exported.files, "entries": exported.entries},
        reason=why,
    )
    return exported


def _write(dossier: Dossier, target: IO[bytes]) -> None:
    extract = extracts.of_chain(f"case:{dossier.case_id}")
    entries = list(packages.linked(_shown(extract.entries, dossier.form_numbers)))
    rows: list[dict[str, Any]] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        context = {"dossier": dossier, "extract": extract, "entries": len(entries)}
        for name, (title, template) in _PAGES.items():
            text = masked(render_to_string(template, context), kept=dossier.form_numbers)
            rows.append(_keep(package, name, text.encode(), title=title))
        rows.append(_keep(package, packages.LEDGER, packages.lines(entries), title="台账摘录"))
        rows += [_keep_scan(package, sheet) for sheet in dossier.scans]
        manifest = _manifest(dossier, extract, entries, rows)
        _keep(package, packages.MANIFEST, manifest)
        digests = {row["name"]: row["sha256"] for row in rows}
        digests[packages.MANIFEST] = hashlib.sha256(manifest).hexdigest()
        _keep(package, packages.SUMS, packages.sums(digests))


def _shown(entries: tuple[dict[str, Any], ...], kept: frozenset[str]) -> Iterator[dict[str, Any]]:
    """Yield the entries, those with a personal number in their words without what proves the words."""
    for entry in entries:
        hidden = {name: masked(entry[name], kept=kept) for name in ("detail", "reason")}
        if hidden == {name: entry[name] for name in hidden}:
            yield entry
        elif "words" in entry:
            yield {name: value for name, value in entry.items() if name != "salt"} | hidden
        else:
            body = hashlib.sha256(packages.body(entry)).hexdigest()
            yield {**entry, **hidden, "body": body}


def _manifest(
    dossier: Dossier,
    extract: extracts.Extract,
    entries: list[dict[str, Any]],
    rows: list[dict[str, Any]],
) -> bytes:
    content = {
        "format": packages.FORMAT,
        "case": dossier.case_id,
        "person": dossier.person,
        "organisation": dossier.organisation,
        "state": dossier.state.value,
        "edition": dossier.edition_id,
        "edition_sha256": dossier.edition_digest,
        "opened_on": dossier.opened_on.isoformat(),
        "closed_on": dossier.closed_on.isoformat(),
        "papers": [_paper(sheet) for sheet in dossier.sheets],
        "files": rows,
        "ledger": {
            "chain": extract.chain,
            "entries": len(entries),
            "link": entries[-1]["link"] if entries else "",
            "head": extract.head,
            "seals": [vars(seal) for seal in extract.seals],
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _paper(sheet: Sheet) -> Mapping[str, Any]:
    return {
        "number": sheet.number,
        "title": sheet.title,
        "form": sheet.form,
        "step": sheet.step,
        "dated_on": sheet.dated_on.isoformat(),
        "stands": sheet.stands,
        "file": sheet.name,
    }


def _keep(
    package: zipfile.ZipFile, name: str, content: bytes, *, title: str = ""
) -> dict[str, Any]:
    package.writestr(_entry(name), content)
    digest = hashlib.sha256(content).hexdigest()
    return {"name": name, "title": title, "size": len(content), "sha256": digest}


def _keep_scan(package: zipfile.ZipFile, sheet: Sheet) -> dict[str, Any]:
    """Copy a scan, and stop where it is not what was handed in."""
    digest = hashlib.sha256()
    try:
        if sheet.path is None:
            raise _spoilt(sheet)
        with sheet.path.open("rb") as scan, package.open(_entry(sheet.name), "w") as kept:
            while chunk := scan.read(_CHUNK):
                digest.update(chunk)
                kept.write(chunk)
    except OSError:
        raise _spoilt(sheet) from None
    if digest.hexdigest() != sheet.sha256:
        raise _spoilt(sheet)
    title = f"{sheet.number:03d} {sheet.title}"
    return {"name": sheet.name, "title": title, "size": sheet.size, "sha256": sheet.sha256}


def _spoilt(sheet: Sheet) -> Refused:
    message = f"“{sheet.title}”的扫描件缺失或与登记的SHA-256不符，不能制成归档包"
    return Refused(Verdict((reason("D-50", message=message, remedy="从备份恢复扫描件后再导出"),)))


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=packages.DAY)
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    return entry


def _digest(target: IO[bytes]) -> str:
    target.seek(0)
    digest = hashlib.file_digest(target, "sha256").hexdigest()
    target.seek(0)
    return digest
