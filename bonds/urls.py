"""Addresses."""

from django.urls import URLPattern, path

from bonds.views import funding, reading, settling

urlpatterns: list[URLPattern] = [
    path("", reading.bond, name="bond"),
    path("contract/", reading.contract, name="contract"),
    path("position/", reading.position, name="position"),
    path("funding/", funding.funding, name="funding"),
    path("cases/<int:case_id>/", funding.case_money, name="case-money"),
    path("cases/<int:case_id>/draw/", funding.request_draw, name="request-draw"),
    path("cases/<int:case_id>/spend/", funding.record_spend, name="record-spend"),
    path("cases/<int:case_id>/refund/", funding.record_refund, name="record-refund"),
    path("draws/<int:draw_id>/receive/", funding.receive_draw, name="receive-draw"),
    path("draws/<int:draw_id>/void/", funding.void_draw, name="void-draw"),
    path("acceptances/", settling.acceptances, name="acceptances"),
    path("acceptances/<int:case_id>/", settling.accept_outcome, name="accept-outcome"),
    path("cases/<int:case_id>/end/", settling.fail_case, name="fail-case"),
    path("payments/", settling.payments, name="payments"),
    path("payments/<int:case_id>/", settling.confirm_payment, name="confirm-payment"),
]
