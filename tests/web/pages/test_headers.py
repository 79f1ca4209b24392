"""Security headers."""

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from sohos.pages.middleware import SecurityHeadersMiddleware

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'; manifest-src 'self'"
)


def answered(path: str) -> HttpResponse:
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("ok", headers={"Cache-Control": "max-age=60"})

    response = SecurityHeadersMiddleware(view)(RequestFactory().get(path))
    assert isinstance(response, HttpResponse)
    return response


def test_every_answer_carries_the_policy() -> None:
    headers = answered("/cases/").headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_no_page_is_kept_by_a_browser_or_proxy() -> None:
    assert answered("/cases/")["Cache-Control"] == "no-store"


def test_static_files_may_be_kept() -> None:
    assert answered("/static/css/base.css")["Cache-Control"] == "max-age=60"
