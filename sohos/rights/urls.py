"""Addresses."""

from django.urls import URLPattern, path

from sohos.rights import views

urlpatterns: list[URLPattern] = [
    path("", views.rights, name="rights"),
    path("register/", views.processing_register, name="processing-register"),
    path("cases/<int:case_id>/retention/", views.retention, name="retention"),
    path("cases/<int:case_id>/hold/", views.place_hold, name="place-hold"),
    path("cases/<int:case_id>/lift-hold/", views.lift_hold, name="lift-hold"),
    path("cases/<int:case_id>/access/", views.subject_access, name="subject-access"),
]
