"""``xianfeng ledger``: verifies the ledger, or seals it."""

import argparse

from xianfeng.kernel import clock
from xianfeng.trust.commands import ledger
from xianfeng.trust.queries import verification


def run(options: argparse.Namespace) -> int:
    """Return 0 if the ledger is whole or was sealed, 1 if it is broken."""
    return {"verify": _verify, "seal": _seal}[options.act]()


def _verify() -> int:
    found = verification.verify()
    print(f"共{found.entries}条、{found.chains}条链、{found.seals}次封签。")
    if found.is_whole:
        print("台账完整，没有发现改动。")
        return 0
    print("台账已被改动：")
    for sentence in found.broken:
        print(f"  {sentence}")
    return 1


def _seal() -> int:
    entries = ledger.seal(at=clock.now())
    print(f"已封签{entries}条。" if entries else "没有新的记录。")
    last = verification.last_seal()
    if last:
        # Written down elsewhere, it also witnesses seals deleted later.
        print(f"第{last.number}号封签：{last.root}")
    return 0
