"""Addresses."""

from django.urls import URLPattern, path

from sohos.audit import views

urlpatterns: list[URLPattern] = [
    path("", views.audit_log, name="audit-log"),
    path("verify/", views.verify_log, name="verify-log"),
]
