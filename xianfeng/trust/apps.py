"""App registration."""

from django.apps import AppConfig


class TrustConfig(AppConfig):
    """The trust module."""

    name = "xianfeng.trust"
    verbose_name = "信任"
