"""Addresses of the provider, and a way to be somebody there."""

from typing import Any

from django.contrib.auth import get_user_model, login
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from oauth2_provider import views


def become(request: HttpRequest, username: str) -> HttpResponse:
    """Log the browser in as a person of the provider."""
    people: Any = get_user_model().objects
    user, _made = people.get_or_create(username=username)
    login(request, user)
    return HttpResponse(username)


urlpatterns = [
    path("as/<str:username>/", become),
    path(
        "elsewhere/.well-known/openid-configuration",
        views.ConnectDiscoveryInfoView.as_view(),
    ),
    path("", include("oauth2_provider.urls", namespace="oauth2_provider")),
]
