"""The WSGI application that any server can run."""

import os

from django.core.wsgi import get_wsgi_application

from xianfeng.config import settling

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xianfeng.config.settings")
application = get_wsgi_application()
settling.settle()
