"""App registration."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The registry module."""

    name = "xianfeng.registry"
    verbose_name = "组织和党员库"
