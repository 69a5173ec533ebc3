"""The archive package of one case: how its files, hashes and ledger hang together, and what is wrong with one.

Needs the standard library only and no database, so that anybody can judge a package years later:
copy this file and run ``python packages.py PACKAGE.zip``. Three proofs, each stronger than the one before:

- alone: the parts fit each other; whoever rewrites the whole package can make them fit again;
- with the root, as the county wrote it down when it made the package: nothing was changed since;
- with the county's key file: every ledger entry is one that the county's own program wrote, to the last.
"""

import argparse
import hashlib
import hmac
import json
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

FORMAT = "xianfeng-archive-2"
# Of the first format, whose entries keep their words within what the digest covers.
_KNOWN = ("xianfeng-archive-1", FORMAT)
MANIFEST, SUMS, LEDGER = "manifest.json", "SHA256SUMS", "ledger.jsonl"
# Every file of every package bears this day: the same case gives the same bytes.
DAY = (1980, 1, 1, 0, 0, 0)
_BETWEEN = "\x1f"
_CHUNK = 256 * 1024
# A manifest or a ledger that is larger than this was never made by this program.
_MOST_TEXT = 64 * 1024 * 1024
_FACTS = ("chain", "number", "at", "account_ref", "actor_name", "event", "subject")
_WORDS = ("detail", "reason")
_APART = "words-apart"


class Faulty(Exception):
    """The package is not what was made; the text names the first thing that is wrong."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What an examination found: ``fault`` names the first thing that is wrong, "" if nothing is."""

    fault: str = ""
    root: str = ""
    files: int = 0
    entries: int = 0
    withheld: int = 0
    proofs: tuple[str, ...] = field(default=())


def body(entry: Mapping[str, Any]) -> bytes:
    """Return the bytes of a ledger entry that its keyed digest covers.

    An entry with ``words`` is covered by their digest; an older one by the words themselves.
    """
    facts = [str(entry[name]) for name in _FACTS]
    if "words" in entry:
        return _BETWEEN.join((_APART, *facts, entry["words"])).encode()
    return _BETWEEN.join((*facts, *(entry[name] for name in _WORDS))).encode()


def words_digest(entry: Mapping[str, Any]) -> str:
    """Return the digest of the words that an entry shows, with its salt."""
    words = _BETWEEN.join(entry[name] for name in _WORDS).encode()
    return hashlib.sha256(bytes.fromhex(entry["salt"]) + words).hexdigest()


def _is_withheld(entry: Mapping[str, Any]) -> bool:
    """Tell whether the entry's words stay at home: nothing in it proves the words that it shows."""
    return "body" in entry or ("words" in entry and "salt" not in entry)


def link(previous: str, entry: Mapping[str, Any]) -> str:
    """Chain an entry to the one before by SHA-256, which needs no key.

    An entry whose words were withheld, for they held a personal number, comes without the salt
    of its words; one of the older form brings the hash of its true body along.
    """
    covered = entry.get("body") or hashlib.sha256(body(entry)).hexdigest()
    return hashlib.sha256(bytes.fromhex(previous + covered + entry["digest"])).hexdigest()


def linked(entries: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the entries in their order, each with its link."""
    previous = ""
    for entry in entries:
        previous = link(previous, entry)
        yield {**entry, "link": previous}


def lines(entries: Iterable[Mapping[str, Any]]) -> bytes:
    """Write the ledger extract: one entry a line."""
    rows = (json.dumps(entry, ensure_ascii=False, sort_keys=True) for entry in entries)
    return "".join(f"{row}\n" for row in rows).encode()


def sums(digests: Mapping[str, str]) -> bytes:
    """Write the list that ``sha256sum -c`` reads."""
    return "".join(f"{digest}  {name}\n" for name, digest in digests.items()).encode()


def examine(package: str | Path | IO[bytes], *, root: str = "", key: bytes = b"") -> Report:
    """Examine a package; name the first thing that is wrong with it.

    :param root: as the county wrote it down when it made the package.
    :param key: the county's ledger key, where it is at hand.
    """
    try:
        with zipfile.ZipFile(package) as opened:
            return _examined(opened, root=root.strip().lower(), key=key)
    except Faulty as fault:
        return Report(fault=str(fault))
    except (zipfile.BadZipFile, OSError, EOFError) as problem:
        return Report(fault=f"打不开：不是归档包，或文件已损坏（{problem}）")


def _examined(package: zipfile.ZipFile, *, root: str, key: bytes) -> Report:
    names = package.namelist()
    for name, count in Counter(names).items():
        if count > 1:
            raise Faulty(f"包内有两个同名文件“{name}”")
    manifest = _manifest(package, names)
    listed: list[dict[str, Any]] = manifest["files"]
    for row in listed:
        if row["name"] not in names:
            raise Faulty(f"缺少文件“{row['name']}”{_called(row)}")
    entries = _ledger(package, manifest["ledger"])
    digests = {row["name"]: _matching(package, row) for row in listed}
    digests[MANIFEST] = hashlib.sha256(_text(package, names, MANIFEST)).hexdigest()
    found = _text(package, names, SUMS)
    if found != sums(digests):
        raise Faulty(f"“{SUMS}”与包内文件不一致")
    extra = set(names) - digests.keys() - {SUMS}
    if extra:
        raise Faulty(f"包内多出清单以外的文件“{min(extra)}”")
    own_root = hashlib.sha256(found).hexdigest()
    if root and root != own_root:
        raise Faulty(f"根值不符：此包为{own_root}，所给为{root}，整包在制成后被改写")
    if key:
        _keyed(entries, manifest["ledger"], key)
    return Report(
        root=own_root,
        files=len(listed),
        entries=len(entries),
        withheld=sum(_is_withheld(entry) for entry in entries),
        proofs=_proofs(root=root, key=key),
    )


def _proofs(*, root: str, key: bytes) -> tuple[str, ...]:
    proofs = ["包内文件与清单逐一相符，台账条目首尾相接。"]
    if root:
        proofs.append("与县里留存的根值一致：制成以后没有任何改动。")
    if key:
        proofs.append("台账条目经县里密钥验证：确由该县系统逐条写入，到最后一条为止不缺不改。")
    if not root and not key:
        proofs.append("未核对根值：若有人把整包重做一遍，仅凭包本身看不出来，请加 --root 核对。")
    return tuple(proofs)


def _text(package: zipfile.ZipFile, names: Sequence[str], name: str) -> bytes:
    if name not in names:
        raise Faulty(f"缺少文件“{name}”")
    if package.getinfo(name).file_size > _MOST_TEXT:
        raise Faulty(f"文件“{name}”过大，不是本系统制成的")
    try:
        return package.read(name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        raise Faulty(f"文件“{name}”被改动或已损坏") from None


def _manifest(package: zipfile.ZipFile, names: Sequence[str]) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(_text(package, names, MANIFEST))
        rows = [(row["name"], row["sha256"], row["size"]) for row in manifest["files"]]
        ledger = manifest["ledger"]
        known = (manifest["format"], ledger["chain"], ledger["entries"], ledger["link"])
    except (ValueError, KeyError, TypeError):
        raise Faulty(f"“{MANIFEST}”读不懂，可能已被改动") from None
    if known[0] not in _KNOWN:
        raise Faulty(f"不认识的格式“{known[0]}”")
    if LEDGER not in (name for name, _digest, _size in rows):
        raise Faulty(f"清单中没有“{LEDGER}”")
    return manifest


def _called(row: Mapping[str, Any]) -> str:
    return f"（{row['title']}）" if row.get("title") else ""


def _matching(package: zipfile.ZipFile, row: Mapping[str, Any]) -> str:
    """Return the file's digest if it is the one in the manifest."""
    digest = hashlib.sha256()
    try:
        with package.open(row["name"]) as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        raise Faulty(f"文件“{row['name']}”{_called(row)}被改动或已损坏") from None
    if digest.hexdigest() != row["sha256"]:
        raise Faulty(f"文件“{row['name']}”{_called(row)}与清单中的SHA-256不符，已被改动")
    return digest.hexdigest()


def _ledger(package: zipfile.ZipFile, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Walk through the extract; name the entry that was changed, removed or put elsewhere."""
    entries: list[dict[str, Any]] = []
    previous = ""
    for number, line in enumerate(_text(package, (LEDGER,), LEDGER).splitlines(), 1):
        try:
            entry = json.loads(line)
            expected = link(previous, entry)
            own, chain, kept = entry["number"], entry["chain"], entry["link"]
            is_proven = "salt" not in entry or words_digest(entry) == entry["words"]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Faulty(f"台账第{number}条读不懂，已被改动") from None
        if own != number:
            raise Faulty(f"台账缺少第{number}条，或顺序被改动：此处是第{own}条")
        if chain != told["chain"]:
            raise Faulty(f"台账第{number}条不属于此件")
        if kept != expected or not is_proven:
            raise Faulty(f"台账第{number}条（{entry['event']}）被改动")
        entries.append(entry)
        previous = expected
    if len(entries) != told["entries"]:
        raise Faulty(f"台账应有{told['entries']}条，只有{len(entries)}条：末尾被删去或添加")
    if previous != told["link"]:
        raise Faulty("台账最后一环与清单不符，整段台账被改写")
    return entries


def _keyed(entries: Sequence[Mapping[str, Any]], told: Mapping[str, Any], key: bytes) -> None:
    """Test that the county's program wrote each entry and that the last is the last."""
    last = b""
    for entry in entries:
        digest = bytes.fromhex(entry["digest"])
        if "body" not in entry and not hmac.compare_digest(_mac(key, last + body(entry)), digest):
            raise Faulty(f"台账第{entry['number']}条（{entry['event']}）不是该县系统所写")
        last = digest
    head = _mac(key, last + f"head|{told['chain']}|{len(entries)}".encode())
    if not hmac.compare_digest((last + head).hex(), str(told.get("head", ""))):
        raise Faulty("台账的链首标记与条目不符：末尾的条目被删去")


def _mac(key: bytes, words: bytes) -> bytes:
    try:
        return hmac.new(key, words, "sm3").digest()
    except ValueError:
        raise Faulty("这台电脑的Python不支持SM3，不能用密钥验证；可不加 --key-file 再试") from None


def main(arguments: Sequence[str] | None = None) -> int:
    """Examine one package from the command line; return 0 if it is whole, 1 if not."""
    parser = argparse.ArgumentParser(description="离线检查归档包，只需要Python，不需要数据库")
    arguments_of(parser)
    options = parser.parse_args(arguments)
    return run(options)


def arguments_of(parser: argparse.ArgumentParser) -> None:
    """Add what an examination takes to a parser."""
    parser.add_argument("package", metavar="PACKAGE.zip", help="归档包")
    parser.add_argument("--root", default="", help="县里留存的根值（64位十六进制）")
    parser.add_argument("--key-file", default="", help="县里的密钥文件（只在县里使用）")


def run(options: argparse.Namespace) -> int:
    """Examine and say what was found."""
    key = b""
    if options.key_file:
        try:
            row = json.loads(Path(options.key_file).read_text("utf-8"))
            key = bytes.fromhex(row["ledger"])
        except (OSError, ValueError, KeyError, TypeError):
            print(f"读不出密钥文件{options.key_file}", file=sys.stderr)
            return 2
    report = examine(options.package, root=options.root, key=key)
    if report.fault:
        print(f"归档包有问题：{report.fault}")
        return 1
    print(f"归档包完好：文件{report.files}个，台账{report.entries}条。")
    print(f"根值：{report.root}")
    for proof in report.proofs:
        print(f"  {proof}")
    if report.withheld:
        print(f"  其中{report.withheld}条含个人号码，未附原文，只附其SHA-256。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
