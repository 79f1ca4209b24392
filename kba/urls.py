"""Addresses."""

from django.urls import URLPattern, path

from kba.views import (
    bench,
    catalogue,
    closing,
    editing,
    judging,
    pasting,
    price_lists,
    programmes,
    protocols,
    proving,
    reporting,
    reviewing,
    sampling,
    simulating,
    stating,
    templates,
    variants,
    writing,
)

urlpatterns: list[URLPattern] = [
    path("of-case/<int:case_id>/", writing.start_kba, name="start-kba"),
    path("programmes/", simulating.programme_simulation, name="programme-simulation"),
    path(
        "programmes/simulate/", simulating.simulate_programme, name="simulate-programme"
    ),
    path("programme-kbas/", programmes.programme_kbas, name="programme-kbas"),
    path(
        "programme-kbas/example/",
        programmes.take_in_example,
        name="take-in-example",
    ),
    path("programme-kbas/group/", programmes.group_case, name="group-case"),
    path(
        "programme-kbas/<int:programme_kba_id>/",
        programmes.programme_kba,
        name="programme-kba",
    ),
    path(
        "programme-kbas/<int:programme_kba_id>/document/",
        programmes.programme_kba_document,
        name="programme-kba-document",
    ),
    path(
        "programme-kbas/<int:programme_kba_id>/story/",
        programmes.programme_kba_story,
        name="programme-kba-story",
    ),
    path(
        "programme-kbas/<int:programme_kba_id>/withdraw/",
        programmes.withdraw_programme,
        name="withdraw-programme",
    ),
    path("protocols/", protocols.protocols, name="protocols"),
    path("protocols/write/", protocols.write_protocol, name="write-protocol"),
    path("protocols/<int:protocol_id>/", protocols.protocol, name="protocol"),
    path("prices/", catalogue.catalogue, name="catalogue"),
    path(
        "prices/versions/<int:catalogue_id>/",
        catalogue.catalogue_file,
        name="catalogue-file",
    ),
    path("prices/<int:price_id>/", catalogue.price, name="price"),
    path("prices/<int:price_id>/own/", catalogue.add_own_price, name="add-own-price"),
    path("prices/own/", catalogue.own_prices, name="own-prices"),
    path(
        "prices/own/<int:own_price_id>/stop/",
        catalogue.stop_own_price,
        name="stop-own-price",
    ),
    path("prices/lists/", price_lists.price_lists, name="price-lists"),
    path(
        "prices/lists/<int:price_list_id>/", price_lists.price_list, name="price-list"
    ),
    path(
        "prices/lists/<int:price_list_id>/errors/",
        price_lists.price_list_errors,
        name="price-list-errors",
    ),
    path(
        "<int:kba_id>/catalogue/",
        catalogue.move_to_catalogue,
        name="move-to-catalogue",
    ),
    path("validations/", judging.validations, name="validations"),
    path("<int:kba_id>/", writing.kba, name="kba"),
    path("<int:kba_id>/lines/add/", writing.add_line, name="add-line"),
    path("<int:kba_id>/lines/", editing.edit_lines, name="edit-lines"),
    path("<int:kba_id>/lines/count/", editing.count_line, name="count-line"),
    path("<int:kba_id>/lines/paste/", pasting.paste_lines, name="paste-lines"),
    path(
        "<int:kba_id>/lines/provisions/",
        templates.take_over_provisions,
        name="take-over-provisions",
    ),
    path(
        "<int:kba_id>/lines/templates/",
        templates.line_templates,
        name="line-templates",
    ),
    path("<int:kba_id>/prices/", editing.find_prices, name="find-prices"),
    path("lines/<int:line_id>/", writing.change_line, name="change-line"),
    path("<int:kba_id>/lines/restore/", editing.restore_line, name="restore-line"),
    path("lines/<int:line_id>/evidence/", proving.line_evidence, name="line-evidence"),
    path(
        "lines/<int:line_id>/evidence/unlink/",
        proving.unlink_evidence,
        name="unlink-evidence",
    ),
    path("lines/<int:line_id>/remove/", writing.remove_line, name="remove-line"),
    path("<int:kba_id>/freeze/", writing.freeze_prognosis, name="freeze-prognosis"),
    path("<int:kba_id>/year/", closing.realise_year, name="realise-year"),
    path("<int:kba_id>/result/", closing.kba_result, name="kba-result"),
    path("<int:kba_id>/variants/", variants.kba_variants, name="kba-variants"),
    path("<int:kba_id>/variants/add/", variants.add_variant, name="add-variant"),
    path("variants/<int:variant_id>/", variants.change_variant, name="change-variant"),
    path(
        "variants/<int:variant_id>/choose/",
        variants.choose_variant,
        name="choose-variant",
    ),
    path(
        "variants/<int:variant_id>/remove/",
        variants.remove_variant,
        name="remove-variant",
    ),
    path("<int:kba_id>/assign/", judging.assign_accountant, name="assign-accountant"),
    path("<int:kba_id>/validate/", bench.validate_kba, name="validate-kba"),
    path("stages/<int:stage_id>/judge/", bench.judge_line, name="judge-line"),
    path(
        "stages/<int:stage_id>/answer/", closing.answer_question, name="answer-question"
    ),
    path(
        "stages/<int:stage_id>/evidence/<slug:digest>/",
        bench.evidence_file,
        name="evidence-file",
    ),
    path("stages/<int:stage_id>/sample/", sampling.draw_sample, name="draw-sample"),
    path("stages/<int:stage_id>/rest/", sampling.accept_rest, name="accept-rest"),
    path("samples/", sampling.samples, name="samples"),
    path("samples/<int:sample_id>/", sampling.sample, name="sample"),
    path("<int:kba_id>/reviewer/", reviewing.ask_review, name="ask-reviewer"),
    path(
        "stages/<int:stage_id>/review/",
        reviewing.review_validation,
        name="review-validation",
    ),
    path("stages/<int:stage_id>/statement/", stating.statement, name="statement"),
    path(
        "stages/<int:stage_id>/statement/offer/",
        stating.offer_statement,
        name="offer-statement",
    ),
    path(
        "stages/<int:stage_id>/statement/file/",
        stating.statement_file,
        name="statement-file",
    ),
    path(
        "stages/<int:stage_id>/statement/signed/",
        stating.signed_statement_file,
        name="signed-statement-file",
    ),
    path(
        "stages/<int:stage_id>/report/", reporting.render_report, name="render-report"
    ),
    path(
        "stages/<int:stage_id>/report/progress/",
        reporting.report_progress,
        name="report-progress",
    ),
    path("stages/<int:stage_id>/report/file/", reporting.kba_report, name="kba-report"),
    path(
        "stages/<int:stage_id>/document/", reporting.kba_document, name="kba-document"
    ),
    path(
        "stages/<int:stage_id>/workbook/", reporting.kba_workbook, name="kba-workbook"
    ),
]
