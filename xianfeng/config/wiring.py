"""Where the modules meet: navigation entries and the sources of named facts."""

from xianfeng.casework import vocab as casework_words
from xianfeng.procedure import board
from xianfeng.recruitment import catalogue, facts
from xianfeng.recruitment.vocab import FAMILY, TITLE
from xianfeng.registry import vocab as registry_words
from xianfeng.registry.queries import naming
from xianfeng.trust import places, wording
from xianfeng.trust.vocab import Action, Actor
from xianfeng.ui import navigation
from xianfeng.ui.navigation import Entry


def install() -> None:
    """Join the modules; called once when Django has loaded all of them."""
    navigation.install(_entries())
    for words in (registry_words, casework_words):
        wording.install(events=words.LEDGER_EVENTS, details=words.LEDGER_DETAILS)
    places.install(find=naming.find, named=naming.named)
    board.install(
        board.Family(
            key=FAMILY,
            title=TITLE,
            shelf=catalogue.shelf(),
            sources=facts.sources(),
            lookups=facts.Lookups,
        )
    )


def _entries() -> list[Entry]:
    return [
        Entry(
            label="党组织",
            url_name="registry:organisations",
            icon="sitemap",
            is_for=lambda actor: actor.may(Action.VIEW_ORGANISATIONS),
        ),
        Entry(
            label="人员名单",
            url_name="registry:people",
            icon="users",
            is_for=lambda actor: actor.may(Action.VIEW_PEOPLE),
        ),
        Entry(
            label="查找",
            url_name="registry:search",
            icon="search",
            is_for=lambda actor: actor.may(Action.VIEW_PEOPLE),
        ),
        Entry(
            label="导入",
            url_name="registry:imports",
            icon="upload",
            is_for=lambda actor: actor.may(Action.IMPORT),
        ),
        Entry(
            label="工作日历",
            url_name="registry:calendar",
            icon="calendar",
            is_for=lambda actor: actor.may(Action.EDIT_CALENDAR),
        ),
        Entry(
            label="账号与授权",
            url_name="trust:account-list",
            icon="user-check",
            is_for=_manages_accounts,
        ),
        Entry(
            label="审计台账",
            url_name="trust:ledger-list",
            icon="list-check",
            is_for=lambda actor: actor.may(Action.VIEW_LEDGER),
        ),
    ]


def _manages_accounts(actor: Actor) -> bool:
    return actor.may(Action.MANAGE_ACCOUNTS) or actor.may(Action.MANAGE_GRANTS)
