"""Addresses."""

from django.urls import URLPattern, path

from bonds.views import (
    afterwards,
    agreeing,
    banking,
    calculating,
    drafting,
    exporting,
    funding,
    investing,
    ledger,
    reading,
    reporting,
    settling,
    watching,
)

urlpatterns: list[URLPattern] = [
    path("", reading.bond, name="bond"),
    path("contract/", reading.contract, name="contract"),
    path("contract/draft/", drafting.draft_contract, name="draft-contract"),
    path(
        "contract/draft/<int:draft_id>/",
        drafting.write_contract,
        name="write-contract",
    ),
    path(
        "contract/draft/<int:draft_id>/sign/",
        drafting.sign_contract,
        name="sign-contract",
    ),
    path(
        "contract/draft/<int:draft_id>/drop/",
        drafting.drop_contract,
        name="drop-contract",
    ),
    path("contract/calculate/", calculating.calculate_bond, name="calculate-bond"),
    path("reports/", reporting.quarter_reports, name="quarter-reports"),
    path(
        "<int:bond_id>/reports/<int:year>/<int:quarter>/make/",
        reporting.render_quarter,
        name="render-quarter",
    ),
    path(
        "<int:bond_id>/reports/<int:year>/<int:quarter>/",
        reporting.quarter_progress,
        name="quarter-progress",
    ),
    path(
        "<int:bond_id>/reports/<int:year>/<int:quarter>/file/",
        reporting.quarter_report,
        name="quarter-report",
    ),
    path("watch/", watching.watch_bond, name="watch-bond"),
    path("position/", investing.position, name="position"),
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
    path("bank/", banking.bank, name="bank"),
    path("bank/accounts/", banking.bank_accounts, name="bank-accounts"),
    path("bank/files/<int:bank_file_id>/", banking.bank_file, name="bank-file"),
    path("bank/lines/<int:bank_line_id>/", banking.bank_line, name="bank-line"),
    path(
        "bank/reconciliation/", banking.bank_reconciliation, name="bank-reconciliation"
    ),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/exports/", exporting.ledger_exports, name="ledger-exports"),
    path("ledger/exports/<int:job_id>/", exporting.ledger_export, name="ledger-export"),
    path("<int:bond_id>/indigo/", exporting.bond_indigo, name="bond-indigo"),
    path("<int:bond_id>/close/", ledger.close_month, name="close-month"),
    path("<int:bond_id>/accrue/", ledger.accrue_interest, name="accrue-interest"),
    path("<int:bond_id>/investors/", agreeing.investors, name="investors"),
    path(
        "<int:bond_id>/investors/admit/", agreeing.admit_investor, name="admit-investor"
    ),
    path("<int:bond_id>/commit/", agreeing.record_commitment, name="record-commitment"),
    path(
        "<int:bond_id>/budget/",
        agreeing.set_interest_budget,
        name="set-interest-budget",
    ),
    path("<int:bond_id>/end/", afterwards.terminate_bond, name="terminate-bond"),
    path(
        "<int:bond_id>/transfer/", afterwards.confirm_transfer, name="confirm-transfer"
    ),
    path("cases/<int:case_id>/claw-back/", afterwards.claw_back, name="claw-back"),
    path(
        "cases/<int:case_id>/give-back/",
        afterwards.repay_clawback,
        name="repay-clawback",
    ),
    path(
        "events/<int:event_id>/correct/",
        afterwards.correct_event,
        name="correct-event",
    ),
]
