"""The Celery application: one task runs every registered job, under its tenant."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sohos.settings")
app = Celery("sohos")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    ["sohos.jobs", "sohos.accounts", "cases", "bonds", "sohos.threads"]
)
