"""Addresses of the pages for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path
from django.views.i18n import set_language

from sohos.pages import views
from sohos.pages.health import health

urlpatterns: list[URLPattern] = [
    path("", views.start, name="start"),
    path("health/", health, name="health"),
    path("language/", login_not_required(set_language), name="language"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("help/", views.help_and_contact, name="help"),
    path("styleguide/", views.style_guide, name="styleguide"),
]
