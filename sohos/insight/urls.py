"""Addresses."""

from django.urls import URLPattern, path

from sohos.insight import views

urlpatterns: list[URLPattern] = [
    path("", views.dashboard, name="dashboard"),
    path("export/", views.dashboard_export, name="dashboard-export"),
    path("team/", views.team_overview, name="team-overview"),
]
