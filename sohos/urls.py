"""Every address of the application; the access table must match it exactly."""

from django.urls import URLPattern, URLResolver, include, path

from cases.urls import public_urlpatterns as sign_up

handler400 = "sohos.pages.errors.bad_request"
handler403 = "sohos.pages.errors.permission_denied"
handler404 = "sohos.pages.errors.page_not_found"
handler429 = "sohos.pages.errors.too_many_requests"
handler500 = "sohos.pages.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("sohos.pages.urls")),
    path("", include("sohos.accounts.urls")),
    path("jobs/", include("sohos.jobs.urls")),
    path("audit/", include("sohos.audit.urls")),
    path("api/", include("sohos.api.urls")),
    path("api/v1/", include("cases.api")),
    path("api/v1/", include("plans.api")),
    path("api/v1/", include("kba.api")),
    path("api/v1/", include("bonds.api")),
    path("api/v1/", include("sohos.insight.api")),
    path("aanmelden/", include(sign_up)),
    path("cases/", include("cases.urls")),
    path("plans/", include("plans.urls")),
    path("kba/", include("kba.urls")),
    path("bonds/", include("bonds.urls")),
    path("insight/", include("sohos.insight.urls")),
    path("threads/", include("sohos.threads.urls")),
    path("rights/", include("sohos.rights.urls")),
    path("funds/", include("sohos.funds.urls")),
]
