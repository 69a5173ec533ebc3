"""Keeping a file that was handed in until a job has read it, for the modules above."""

from xianfeng.registry.importing.uploads import folder, store, sweep

__all__ = ["folder", "store", "sweep"]
