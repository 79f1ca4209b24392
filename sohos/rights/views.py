"""Pages about how long files are kept, who gets to see their own, and the register."""

import json
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from sohos.core.errors import DomainError, NotFoundError
from sohos.documents import pdf
from sohos.pages.navigation import ROLE_NAMES
from sohos.rights import selectors, services
from sohos.rights.domain.register import processings_of
from sohos.rights.forms import labels
from sohos.rights.forms.asking import AccessForm, CodeForm, HoldForm
from sohos.rights.selectors import AccessFile
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission, Role

UNPROCESSABLE, UNAVAILABLE = 422, 503


@require_safe
def rights(request: ActorRequest) -> HttpResponse:
    """Find a file by its code, and list what is held."""
    request.actor.require(Permission.RIGHTS_MANAGE)
    form = CodeForm(request.GET if "code" in request.GET else None)
    status = 200
    if form.is_bound:
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                found = selectors.file_by_code(
                    request.actor, code=form.cleaned_data["code"]
                )
            except NotFoundError:
                form.add_error("code", _("Dit dossier is er niet. Kijk het nummer na."))
            else:
                return redirect("retention", case_id=found.case_id)
    holds = selectors.holds_for(request.actor)
    return render(
        request, "rights/rights.html", {"form": form, "holds": holds}, status=status
    )


@require_safe
def retention(request: ActorRequest, case_id: int) -> HttpResponse:
    """Show how long each component of a file is kept, and why."""
    return _show_retention(request, case_id, HoldForm())


@require_POST
def place_hold(request: ActorRequest, case_id: int) -> HttpResponse:
    """Keep a file whatever its terms say."""
    request.actor.require(Permission.RIGHTS_MANAGE)
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _show_retention(request, case_id, form, UNPROCESSABLE)
    try:
        services.place_hold(
            actor=request.actor,
            case_id=case_id,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
    except DomainError as error:
        form.add_error(None, str(labels.REFUSALS[error.code]))
        return _show_retention(request, case_id, form, UNPROCESSABLE)
    messages.success(request, _("Dit dossier blijft bewaard tot u dit opheft."))
    return redirect("retention", case_id=case_id)


@require_POST
def lift_hold(request: ActorRequest, case_id: int) -> HttpResponse:
    """Let the terms of a file count again."""
    try:
        services.lift_hold(actor=request.actor, case_id=case_id, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(labels.REFUSALS[error.code]))
    else:
        messages.success(request, _("De bewaartermijnen gelden weer."))
    return redirect("retention", case_id=case_id)


@require_http_methods(["GET", "HEAD", "POST"])
def subject_access(request: ActorRequest, case_id: int) -> HttpResponse:
    """Give a person what is kept of them, as PDF or JSON."""
    members = selectors.members_of(request.actor, case_id=case_id)
    choices = [(one.person_id, one.name) for one in members]
    posted = request.POST if request.method == "POST" else None
    form = AccessForm(posted, members=choices)
    if posted is not None and form.is_valid():
        now = timezone.now()
        found = services.give_access(
            actor=request.actor,
            case_id=case_id,
            person_id=form.cleaned_data["person"],
            request=form.cleaned_data["request"],
            now=now,
        )
        if form.cleaned_data["form"] == "json":
            return _as_json(request, found, now)
        if pdf.is_available():
            return _as_pdf(request, found, now)
        form.add_error("form", _("Deze machine kan geen PDF maken. Kies JSON."))
    return render(
        request,
        "rights/subject_access.html",
        {
            "form": form,
            "file": selectors.file_of(request.actor, case_id=case_id),
        },
        status=200 if posted is None else UNPROCESSABLE,
    )


@require_safe
def processing_register(request: ActorRequest) -> HttpResponse:
    """Show the processing register, counted from every field of the database."""
    request.actor.require(Permission.RIGHTS_MANAGE)
    rows = [
        {
            "processing": one,
            "purpose": labels.PURPOSES.get(one.app, labels.OTHER_PURPOSE),
            "subjects": [labels.SUBJECTS.get(each, each) for each in one.subjects],
            "kinds": [(labels.KINDS[kind], n) for kind, n in one.kinds.items()],
        }
        for one in processings_of(selectors.field_notes())
    ]
    return render(
        request,
        "rights/processing_register.html",
        {"rows": rows, "security": labels.SECURITY},
    )


def _show_retention(
    request: ActorRequest, case_id: int, form: HoldForm, status: int = 200
) -> HttpResponse:
    found = selectors.retention_for(request.actor, case_id=case_id)
    rows = [
        {
            "name": labels.COMPONENTS[one.component],
            "decisive": one.decisive,
            "terms": [(term, labels.GROUNDS[term.ground]) for term in one.terms],
        }
        for one in found.components
    ]
    return render(
        request,
        "rights/retention.html",
        {
            "found": found,
            "rows": rows,
            "form": form,
            "may_manage": request.actor.can(Permission.RIGHTS_MANAGE),
            "may_open": request.actor.can(Permission.CASE_READ),
        },
        status=status,
    )


def _as_json(request: ActorRequest, found: AccessFile, now: datetime) -> HttpResponse:
    content = {
        "gemeente": request.actor.municipality.name,
        "dossier": found.file.code,
        "naam": found.member.name,
        "gemaakt_op": now.isoformat(),
        "gegevens": {one.model: list(one.rows) for one in found.sections},
        "wie_keek": [
            {"wanneer": one.at.isoformat(), "rol": list(one.roles), "wat": one.action}
            for one in found.looks
        ],
        "weggelaten": str(_left_out()),
    }
    text = json.dumps(content, ensure_ascii=False, indent=2)
    return _download(text, "application/json", f"inzage-{found.file.code}.json")


def _as_pdf(request: ActorRequest, found: AccessFile, now: datetime) -> HttpResponse:
    sections = [
        (
            labels.table_name(one.model),
            [
                [(labels.field_name(name), value) for name, value in row.items()]
                for row in one.rows
            ],
        )
        for one in found.sections
    ]
    looks = [(one.at, _roles(one.roles), one.action) for one in found.looks]
    content = pdf.render(
        "rights/access_report.html",
        {
            "found": found,
            "sections": sections,
            "looks": looks,
            "left_out": _left_out(),
            "municipality": request.actor.municipality.name,
        },
        title=_("Inzage in uw gegevens"),
        created=now,
    )
    return _download(content, "application/pdf", f"inzage-{found.file.code}.pdf")


def _roles(names: tuple[str, ...]) -> str:
    known = {role.value: ROLE_NAMES[role] for role in Role}
    return ", ".join(str(known.get(name, name)) for name in names)


def _left_out() -> str:
    return _(
        "Namen van anderen zijn vervangen door […]. Wat alleen over een ander gaat, en"
        " wat is geschreven nadat u het huishouden verliet, staat er niet in. Eerdere"
        " versies van teksten en de rekenbladen krijgt u als u daarom vraagt."
    )


def _download(content: bytes | str, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )
