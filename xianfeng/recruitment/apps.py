"""App registration."""

from django.apps import AppConfig


class RecruitmentConfig(AppConfig):
    """The recruitment module."""

    name = "xianfeng.recruitment"
    verbose_name = "发展党员"
