"""``xianfeng account``: makes an account with a role, or opens one whose password is lost.

The first administrators come from here, and only here is an administrator's
password reset: on the site one could otherwise take another's place.
"""

import argparse
import getpass
import sys

from django.db import transaction

from xianfeng.kernel import clock
from xianfeng.kernel.errors import Refused
from xianfeng.registry.queries import naming
from xianfeng.trust.commands import accounts, grants
from xianfeng.trust.queries import accounts as account_reads
from xianfeng.trust.vocab import Actor, Role, server_operator


def run(options: argparse.Namespace) -> int:
    """Make or open the account and print its one-time password; return 1 if that is refused."""
    if options.reset:
        return _reset(options.username)
    if not options.name:
        print("请用 --name 写明姓名。", file=sys.stderr)
        return 1
    try:
        role = Role(options.role)
    except ValueError:
        known = "\n".join(f"  {role.value}  {role.label}" for role in Role)
        print(f"没有角色“{options.role}”，可用的有：\n{known}", file=sys.stderr)
        return 1
    try:
        path = _path(options.organisation)
        made = _make(options, role, path)
    except LookupError:
        print(f"找不到党组织“{options.organisation}”。", file=sys.stderr)
        return 1
    except Refused as refused:
        for reason in refused.verdict:
            print(f"{reason.message} {reason.remedy}".strip(), file=sys.stderr)
        return 1
    print(f"用户名：{made.username}\n一次性密码：{made.password}（首次登录后须修改）")
    return 0


def _reset(username: str) -> int:
    account_id = account_reads.id_of(username)
    if account_id is None:
        print(f"没有账号“{username}”。", file=sys.stderr)
        return 1
    operator, now = _operator(), clock.now()
    with transaction.atomic():
        password = accounts.reset_password(actor=operator, account_id=account_id, at=now)
        accounts.remove_second_factor(
            actor=operator, account_id=account_id, why="服务器上重置", at=now
        )
    print(f"用户名：{username}\n一次性密码：{password}（首次登录后须修改）")
    return 0


def _operator() -> Actor:
    return server_operator(f"命令行 {getpass.getuser()}")


def _path(code: str) -> str:
    if not code:
        return ""
    path = naming.path_of(code)
    if path is None:
        raise LookupError(code)
    return path


@transaction.atomic
def _make(options: argparse.Namespace, role: Role, path: str) -> accounts.NewAccount:
    operator, now = _operator(), clock.now()
    made = accounts.create_account(
        actor=operator, username=options.username, display_name=options.name, at=now
    )
    grants.grant(actor=operator, account_id=made.account_id, role=role, path=path, at=now)
    return made
