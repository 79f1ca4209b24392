"""Addresses."""

from django.urls import URLPattern, path

from plans.views import domains, judging, kinds, reading, registers, versions, writing

urlpatterns: list[URLPattern] = [
    path("of-case/<int:case_id>/", writing.start_plan, name="start-plan"),
    path("reviews/", judging.reviews, name="reviews"),
    path("adoptions/", judging.adoptions, name="adoptions"),
    path("legal-bases/", registers.legal_register, name="legal-register"),
    path("legal-bases/add/", registers.add_basis, name="add-basis"),
    path("legal-bases/<int:basis_id>/", registers.basis, name="basis"),
    path(
        "legal-bases/<int:basis_id>/change/",
        registers.change_basis,
        name="change-basis",
    ),
    path(
        "legal-bases/<int:basis_id>/renew/", registers.renew_basis, name="renew-basis"
    ),
    path("kinds/", kinds.knelpunt_kinds, name="knelpunt-kinds"),
    path("kinds/add/", kinds.add_kind, name="add-kind"),
    path("kinds/<int:kind_id>/", kinds.change_kind, name="change-kind"),
    path("kinds/<int:kind_id>/merge/", kinds.merge_kind, name="merge-kind"),
    path("kinds/<int:kind_id>/split/", kinds.split_kind, name="split-kind"),
    path("<int:plan_id>/", writing.plan, name="plan"),
    path("<int:plan_id>/read/", reading.read_plan, name="read-plan"),
    path(
        "<int:plan_id>/leefwereld/", writing.write_leefwereld, name="write-leefwereld"
    ),
    path("<int:plan_id>/paper/", reading.plan_edition, name="plan-edition"),
    path("<int:plan_id>/paper/render/", reading.render_edition, name="render-edition"),
    path(
        "<int:plan_id>/paper/progress/",
        reading.edition_progress,
        name="edition-progress",
    ),
    path("<int:plan_id>/domains/open/", domains.open_domain, name="open-domain"),
    path("domains/<int:domain_id>/", domains.write_domain, name="write-domain"),
    path("domains/<int:domain_id>/close/", domains.close_domain, name="close-domain"),
    path("<int:plan_id>/knelpunten/add/", writing.add_knelpunt, name="add-knelpunt"),
    path(
        "knelpunten/<int:knelpunt_id>/", writing.change_knelpunt, name="change-knelpunt"
    ),
    path(
        "knelpunten/<int:knelpunt_id>/remove/",
        writing.remove_knelpunt,
        name="remove-knelpunt",
    ),
    path("<int:plan_id>/doorbraken/add/", writing.add_doorbraak, name="add-doorbraak"),
    path(
        "doorbraken/<int:doorbraak_id>/",
        writing.write_doorbraak,
        name="write-doorbraak",
    ),
    path(
        "doorbraken/<int:doorbraak_id>/remove/",
        writing.remove_doorbraak,
        name="remove-doorbraak",
    ),
    path("<int:plan_id>/change/", versions.change_plan, name="change-plan"),
    path("<int:plan_id>/change/drop/", versions.drop_change, name="drop-change"),
    path("<int:plan_id>/history/", versions.plan_history, name="plan-history"),
    path(
        "<int:plan_id>/versions/<int:number>/",
        versions.plan_version,
        name="plan-version",
    ),
    path("<int:plan_id>/difference/", versions.plan_difference, name="plan-difference"),
    path("<int:plan_id>/ask-review/", judging.ask_review, name="ask-review"),
    path(
        "<int:plan_id>/withdraw-review/",
        judging.withdraw_review,
        name="withdraw-review",
    ),
    path(
        "doorbraken/<int:doorbraak_id>/review/",
        judging.review_doorbraak,
        name="review-doorbraak",
    ),
    path("<int:plan_id>/sign/", judging.sign_plan, name="sign-plan"),
    path("<int:plan_id>/adopt/", judging.adopt_plan, name="adopt-plan"),
]
