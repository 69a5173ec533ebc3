"""App registration."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo module."""

    name = "xianfeng.demo"
    verbose_name = "演示县"
