"""``xianfeng retention``: lists what is due, carries out a list that two hands have signed, clears leftovers."""

import argparse
import getpass
import sys

from django.core.exceptions import ObjectDoesNotExist

from xianfeng.casework.commands import disposals
from xianfeng.casework.queries import disposals as reads
from xianfeng.casework.queries import keyset, retention
from xianfeng.casework.vocab.disposals import ItemState
from xianfeng.config import clearing
from xianfeng.kernel import clock
from xianfeng.kernel.errors import Refused
from xianfeng.trust.vocab import Actor, system_actor


def run(options: argparse.Namespace) -> int:
    """Return 0 if all went, 1 if a file was kept after all or nothing could be carried out."""
    actor = system_actor(_login())
    if options.act == "clear":
        return _clear(actor)
    return _list(actor) if options.act == "list" else _dispose(actor, options.list)


def _clear(actor: Actor) -> int:
    gone = clearing.run(actor=actor, at=clock.now())
    print(f"已清除导入明细{gone.rows}行、体检内容{gone.findings}条、遗留工作簿{gone.uploads}个。")
    return 0


def _list(actor: Actor) -> int:
    today = clock.today()
    for term in retention.due(actor, today=today, at=keyset.position()).terms:
        print(f"{term.state.label}：{term.words}；已办结{term.closed}件，到期{term.due}件。")
    for row in reads.lists(actor):
        print(f"清册{row.id}：{row.state.label}，{row.cases}件，已销毁{row.disposed}件。")
    print("到期的档案由县委组织部在“保存期限”页逐件选定、开列清册，另一人批准后才能执行。")
    return 0


def _dispose(actor: Actor, disposal_id: int) -> int:
    try:
        carried = disposals.carry_out(actor=actor, disposal_id=disposal_id, at=clock.now())
    except ObjectDoesNotExist:
        print(f"没有第{disposal_id}号销毁清册。", file=sys.stderr)
        return 1
    except Refused as refused:
        print(f"清册{disposal_id}：{refused}", file=sys.stderr)
        return 1
    print(
        f"清册{disposal_id}：已销毁{carried.disposed}件，未销毁{carried.refused}件，"
        f"删除扫描件{carried.scans}个。"
    )
    for row in reads.one(actor, disposal_id, today=clock.today()).items:
        if row.state is ItemState.REFUSED:
            print(f"  {row.case_id}：{row.refusal}", file=sys.stderr)
    return 1 if carried.refused else 0


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "命令行"
