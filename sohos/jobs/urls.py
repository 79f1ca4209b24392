"""Addresses."""

from django.urls import URLPattern, path

from sohos.jobs import views

urlpatterns: list[URLPattern] = [path("<int:job_id>/", views.job, name="job")]
