"""App registration."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The casework module."""

    name = "xianfeng.casework"
    verbose_name = "办件"
