"""The only place that imports the task framework; it becomes Django's own in 6.x."""

from django_tasks import task

__all__ = ["task"]
