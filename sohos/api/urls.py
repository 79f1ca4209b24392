"""Addresses of the API itself; each app brings its own operations in its `api.py`."""

from django.urls import URLPattern, path

from sohos.api import views
from sohos.api.api import Me

urlpatterns: list[URLPattern] = [
    path("", views.api_reference, name="api-reference"),
    path("schema/", views.api_schema, name="api-schema"),
    path("tokens/", views.api_tokens, name="api-tokens"),
    path("tokens/make/", views.make_api_token, name="make-api-token"),
    path(
        "tokens/<int:token_id>/revoke/",
        views.revoke_api_token,
        name="revoke-api-token",
    ),
    path("v1/me", Me.as_view(), name="api-me"),
]
