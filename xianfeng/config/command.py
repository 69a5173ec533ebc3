"""The command ``xianfeng``: the face for people and scripts.

Builds the argument parser without Django, so that ``--help`` needs no keys;
then loads the verb's module and runs it.
"""

import argparse
import importlib
import os
import sys

import django

from xianfeng.config import environment, settling
from xianfeng.kernel import packages
from xianfeng.trust import keyfile


def parser() -> argparse.ArgumentParser:
    """Return the parser of all verbs."""
    top = argparse.ArgumentParser(prog="xianfeng", description="先锋：县域党员队伍管理系统")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="命令")

    verbs.add_parser("setup", help="建立或升级数据库（可重复运行）")

    serve = verbs.add_parser("serve", help="启动网站和后台任务")
    _address(serve)

    demo = verbs.add_parser("demo", help="建立虚构的演示县并启动网站")
    demo.add_argument("--scale", choices=("small", "county"), default="county", help="数据规模")
    demo.add_argument("--seed", type=int, default=20140101, help="随机种子")
    demo.add_argument("--no-serve", action="store_true", help="只建数据，不启动网站")
    _address(demo)

    bring = verbs.add_parser("import", help="导入党组织或党员名册")
    kinds = bring.add_subparsers(dest="kind", required=True, metavar="种类")
    for name, words in (("organisations", "党组织"), ("roster", "党员名册")):
        kind = kinds.add_parser(name, help=f"导入{words}（xlsx、xls、et、ods、csv）")
        kind.add_argument("file", help="工作簿")
        kind.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        kind.add_argument("--report", metavar="OUT.json", help="检查结果写入此文件")
        kind.add_argument("--refused", metavar="OUT.xlsx", help="只含问题行的工作簿写入此文件")

    examine = verbs.add_parser("examine", help="档案体检：按各日期当时的规定检查发展党员档案")
    examine.add_argument("file", help="一行一件档案的工作簿")
    examine.add_argument("--report", metavar="OUT", help="结果写入 .json 或 .xlsx 文件")
    examine.add_argument("--checks", default="", metavar="D-12,V-02", help="只检查这些检查项")

    ledger = verbs.add_parser("ledger", help="审计台账")
    acts = ledger.add_subparsers(dest="act", required=True, metavar="动作")
    acts.add_parser("verify", help="校验台账，指出第一处断链")
    acts.add_parser("seal", help="封签到目前为止的台账")

    archive = verbs.add_parser("archive", help="归档包：导出办结的档案，或离线核对一个包")
    acts = archive.add_subparsers(dest="act", required=True, metavar="动作")
    check = acts.add_parser("verify", help="核对归档包，指出第一处问题（不用数据库）")
    packages.arguments_of(check)
    export = acts.add_parser("export", help="导出归档包，供县档案室保存")
    export.add_argument("case", nargs="?", type=int, help="档案编号")
    export.add_argument("--closed-in", type=int, metavar="2025", help="这一年归档的全部档案")
    export.add_argument("--to", required=True, metavar="FOLDER", help="存入此文件夹")

    retention = verbs.add_parser(
        "retention", help="保存期限：列出到期的档案，执行已批准的销毁清册，清除到期的明细"
    )
    acts = retention.add_subparsers(dest="act", required=True, metavar="动作")
    acts.add_parser("list", help="列出到期件数和销毁清册")
    words = "执行一份销毁清册：须两人分别开列、批准；可重复运行"
    dispose = acts.add_parser("dispose", help=words, description=words)
    dispose.add_argument("list", type=int, metavar="LIST", help="清册编号")

    words = "清除到期的导入明细、体检内容和遗留的工作簿；服务运行时每天自动执行"
    acts.add_parser("clear", help=words, description=words)

    account = verbs.add_parser("account", help="新建账号（首个系统管理员由此产生），或重置密码")
    account.add_argument("username", help="用户名")
    account.add_argument("--name", default="", help="姓名")
    account.add_argument("--role", default="", help="角色代码")
    account.add_argument("--organisation", default="", help="党组织代码，缺省为全县")
    account.add_argument("--reset", action="store_true", help="重置已有账号的密码并解除动态口令")
    return top


def _address(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--host", default="127.0.0.1", help="监听地址")
    verb.add_argument("--port", type=int, default=8000, help="端口")


MAKES_KEYS = {"setup", "demo"}


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; return its exit status."""
    options = parser().parse_args(arguments)
    if (options.verb, getattr(options, "act", "")) == ("archive", "verify"):
        # Neither keys nor a database: an archive room has only the package.
        return packages.run(options)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xianfeng.config.settings")
    try:
        if options.verb in MAKES_KEYS and not environment.text("KEYS"):
            folder = environment.data_dir()
            keyfile.create(environment.text("KEY_FILE") or folder / "keys.json")
        django.setup()
        verb = importlib.import_module(f"xianfeng.config.verbs.{options.verb}_")
        settling.settle()
        return int(verb.run(options))
    except (environment.Misconfigured, keyfile.KeysMissing) as problem:
        print(problem, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
