"""Addresses."""

from django.urls import URLPattern, path, re_path

from cases.views import (
    arrivals,
    course,
    daily,
    distribute,
    documents,
    emergency,
    exceptions,
    household,
    intake,
    involvement,
    lists,
    merging,
    organisations,
    programmes,
    provisions,
    screening_lists,
    search,
    sign_up,
)

urlpatterns: list[URLPattern] = [
    path("", lists.my_day, name="my-day"),
    path("distribute/", distribute.distribute_cases, name="distribute-cases"),
    path("distribute/reassign/", distribute.reassign_cases, name="reassign-cases"),
    path("register/", intake.register_household, name="register-household"),
    path("applications/", arrivals.applications, name="applications"),
    path(
        "applications/<int:application_id>/", arrivals.application, name="application"
    ),
    path("screening-lists/", screening_lists.screening_lists, name="screening-lists"),
    path(
        "screening-lists/<int:list_id>/",
        screening_lists.screening_list,
        name="screening-list",
    ),
    path(
        "screening-lists/<int:list_id>/errors.csv",
        screening_lists.screening_list_errors,
        name="screening-list-errors",
    ),
    path("duplicates/", merging.duplicates, name="duplicates"),
    path("merge/", merging.merge, name="merge"),
    path("merges/<int:merge_id>/undo/", merging.undo_merge, name="undo-merge"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/<int:programme_id>/", programmes.programme, name="programme"),
    path("<int:case_id>/", course.case, name="case"),
    path("<int:case_id>/household/", household.household, name="household"),
    path("<int:case_id>/household/add/", household.add_member, name="add-member"),
    path("<int:case_id>/address/", household.change_address, name="change-address"),
    path("members/<int:member_id>/", household.change_member, name="change-member"),
    path("members/<int:member_id>/block/", household.block_person, name="block-person"),
    path("<int:case_id>/journal/", daily.journal, name="journal"),
    path("<int:case_id>/tasks/", daily.tasks, name="tasks"),
    path("tasks/<int:task_id>/tick/", daily.tick_task, name="tick-task"),
    path("find/", search.find_case, name="find-case"),
    path("emergency/", emergency.break_glass, name="break-glass"),
    path("emergencies/", emergency.emergencies, name="emergencies"),
    path(
        "emergencies/<int:access_id>/",
        emergency.judge_emergency,
        name="judge-emergency",
    ),
    path("<int:case_id>/access/", exceptions.case_access, name="case-access"),
    path("<int:case_id>/revoke/", exceptions.revoke_case, name="revoke-case"),
    path("<int:case_id>/documents/", documents.documents, name="documents"),
    path("documents/<int:document_id>/", documents.document, name="document"),
    path(
        "documents/<int:document_id>/withdraw/",
        documents.withdraw_document,
        name="withdraw-document",
    ),
    path("<int:case_id>/helpers/", involvement.helpers, name="helpers"),
    path(
        "involvements/<int:involvement_id>/",
        involvement.change_involvement,
        name="change-involvement",
    ),
    path(
        "involvements/<int:involvement_id>/remove/",
        involvement.remove_involvement,
        name="remove-involvement",
    ),
    path("<int:case_id>/provisions/", provisions.provisions, name="provisions"),
    path(
        "provisions/<int:provision_id>/",
        provisions.change_provision,
        name="change-provision",
    ),
    path(
        "provisions/<int:provision_id>/remove/",
        provisions.remove_provision,
        name="remove-provision",
    ),
    path("organisations/", organisations.organisations, name="organisations"),
    path(
        "organisations/<int:organisation_id>/merge/",
        organisations.merge_organisation,
        name="merge-organisation",
    ),
    path(
        "organisations/<int:organisation_id>/split/",
        organisations.split_organisation,
        name="split-organisation",
    ),
    path("<int:case_id>/decide/", intake.decide_intake, name="decide-intake"),
    path("<int:case_id>/assign/", course.assign_case, name="assign-case"),
    path("<int:case_id>/stop/", course.stop_case, name="stop-case"),
    path("<int:case_id>/reopen/", course.reopen_case, name="reopen-case"),
]

public_urlpatterns: list[URLPattern] = [
    path("<slug:town>/", sign_up.sign_up, name="sign-up"),
    path("<slug:town>/verwijzen/", sign_up.refer, name="refer"),
    re_path(
        r"^(?P<town>[-\w]+)/ontvangen/(?P<reference>[A-Z2-9]{4}-[A-Z2-9]{4})/$",
        sign_up.signed_up,
        name="signed-up",
    ),
]
