"""App registration."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The ui module."""

    name = "xianfeng.ui"
    verbose_name = "界面"
