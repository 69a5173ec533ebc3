"""``xianfeng demo``: builds a synthetic county once, then serves it."""

import argparse
import sys
import time

from django.conf import settings

from xianfeng.config import serving
from xianfeng.config.verbs import setup_
from xianfeng.demo import accounts, checking, county
from xianfeng.kernel import clock
from xianfeng.trust.queries import demo_accounts


def run(options: argparse.Namespace) -> int:
    """Build (or keep) the demo county, check it, serve it unless told not to."""
    begun = time.monotonic()
    with setup_.prepared():
        if not _built(options, begun=begun):
            return 1
    _show_accounts()
    return 0 if options.no_serve else serving.run(host=options.host, port=options.port)


def _built(options: argparse.Namespace, *, begun: float) -> bool:
    """Tell whether there is a demo county now."""
    if county.is_built():
        print("这里已有演示县，保留原有数据。")
        return True
    if not county.is_empty():
        print("这个数据库里已有党组织，不是演示县；请另设 XIANFENG_DATA_DIR。", file=sys.stderr)
        return False
    print("正在建立虚构的演示县（所有人员均为虚构）：", flush=True)
    seats = county.build(
        scale=county.SCALES[options.scale],
        seed=options.seed,
        at=clock.now(),
        say=lambda line: print(line, flush=True),
    )
    accounts.write_down(seats, file=settings.DATA_DIR / "demo.json")
    if not _checked():
        return False
    print(f"演示县已建成，共{time.monotonic() - begun:.1f}秒。")
    return True


def _checked() -> bool:
    is_right = True
    for finding in checking.findings(today=clock.today()):
        print(f"  {finding.words}：{finding.seconds:.1f}秒", flush=True)
        is_right = is_right and finding.is_right
    return is_right


def _show_accounts() -> None:
    print("演示账号（仅演示县有效）：")
    for one in demo_accounts.shown():
        print(f"  {one.role}  用户名 {one.username}  密码 {one.password}  {one.place}")
