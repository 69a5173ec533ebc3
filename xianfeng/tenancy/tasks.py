"""The only place that imports the task framework; it becomes Django's own in 6.x."""

from django.utils.module_loading import import_string
from django_tasks import task

__all__ = ["enqueue", "task"]


def enqueue(name: str, *arguments: int | str) -> None:
    """Queue a task by its dotted name: a view stands beside the jobs and does not import them."""
    import_string(name).enqueue(*arguments)
