"""Xianfeng (先锋): one county's member corps, from application to contribution."""
