"""Programmes and groups: take one in, read it, tell its story on paper."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from kba import selectors, services
from kba.forms import group, labels, programmes
from sohos.core.dates import local_day
from sohos.core.errors import DomainError
from sohos.documents import pdf
from sohos.documents import selectors as documents
from sohos.pages import acting
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

_CODE_LENGTH = 40


@require_http_methods(["GET", "HEAD", "POST"])
def programme_kbas(request: ActorRequest) -> HttpResponse:
    """List the programmes and groups, and take in a file."""
    request.actor.require(Permission.DASHBOARD_READ)
    is_sent = request.method == "POST"
    form = group.ProgrammeFileForm(
        request.POST if is_sent else None, request.FILES if is_sent else None
    )

    def take_in() -> str:
        found = services.take_in_programme(
            actor=request.actor,
            content=form.cleaned_data["content"],
            now=timezone.now(),
        )
        return _("%(title)s staat in de lijst.") % {"title": found.title}

    status = acting.attempt(request, form, take_in, group.refuse_file)
    if status == acting.DONE:
        return redirect("programme-kbas")
    found = list(selectors.programme_kbas(request.actor))
    context = {
        "found": [(each, programmes.kind_of(each)) for each in found],
        "form": form,
        "examples": programmes.examples(),
    }
    return render(request, "kba/programme_kbas.html", context, status=status)


@require_POST
def take_in_example(request: ActorRequest) -> HttpResponse:
    """Take in a published example, through the open format."""
    name = request.POST.get("name", "")
    acting.tell(
        request,
        lambda: services.take_in_example(
            actor=request.actor, name=name, now=timezone.now()
        ),
        _("Het voorbeeld staat in de lijst."),
        lambda error: (None, labels.words_of(error)),
    )
    return redirect("programme-kbas")


@require_safe
def programme_kba(request: ActorRequest, programme_kba_id: int) -> HttpResponse:
    """Show what a programme or group comes to."""
    found = _found(request, programme_kba_id)
    return render(request, "kba/programme_kba.html", _shown(request, found))


@require_safe
def programme_kba_document(
    request: ActorRequest, programme_kba_id: int
) -> HttpResponse:
    """Download the open file, byte for byte as it was taken in."""
    found = _found(request, programme_kba_id)
    response = HttpResponse(found.content.encode(), content_type="application/json")
    response["ETag"] = f'"{found.sha256}"'
    return _as_file(response, f"{slugify(found.code)}.json")


@require_safe
def programme_kba_story(request: ActorRequest, programme_kba_id: int) -> HttpResponse:
    """Download the story of one page, for the council."""
    found = _found(request, programme_kba_id)
    if not documents.pdf_available():
        messages.error(request, _("PDF kan hier niet: op deze server ontbreekt Pango."))
        return redirect("programme-kba", programme_kba_id=found.pk)
    content = pdf.render(
        "kba/programme_story.html",
        {
            **_shown(request, found),
            "municipality_name": request.actor.municipality.name,
        },
        title=found.title,
        created=found.added_at,
        style="story",
    )
    response = HttpResponse(content, content_type="application/pdf")
    return _as_file(response, f"{slugify(found.code)}.pdf")


@require_POST
def withdraw_programme(request: ActorRequest, programme_kba_id: int) -> HttpResponse:
    """Take a programme or group off the list."""
    services.withdraw_programme(
        actor=request.actor, programme_kba_id=programme_kba_id, now=timezone.now()
    )
    messages.success(
        request, _("Van de lijst gehaald. Wat is bewaard, blijft bewaard.")
    )
    return redirect("programme-kbas")


@require_http_methods(["GET", "HEAD", "POST"])
def group_case(request: ActorRequest) -> HttpResponse:
    """Write the business case of a group."""
    request.actor.require(Permission.DASHBOARD_READ)
    now = timezone.now()
    data = request.POST if request.method == "POST" else None
    initial = {"first_on": local_day(now), "price_year": "2024", "weeks_per_year": "52"}
    form = group.GroupForm(data, initial=initial)
    rows = group.PreventedForms(data, prefix="prevented")
    hour = selectors.volunteer_hour(request.actor)
    status = HTTPStatus.OK
    if data is not None:
        if all([form.is_valid(), rows.is_valid()]):
            try:
                made = services.write_group_case(
                    actor=request.actor,
                    group=group.group_case(
                        form,
                        [row.cleaned_data for row in rows],
                        code=_code(form.cleaned_data["title"]),
                        hour=hour,
                    ),
                    now=now,
                )
            except DomainError as error:
                labels.refuse(form, error)
            else:
                return redirect("programme-kba", programme_kba_id=made.pk)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"form": form, "rows": rows, "hour": hour.price}
    return render(request, "kba/group_case.html", context, status=status)


def _found(request: ActorRequest, programme_kba_id: int) -> selectors.ProgrammeHandle:
    return selectors.programme_kba_of(request.actor, programme_kba_id=programme_kba_id)


def _shown(request: ActorRequest, found: selectors.ProgrammeHandle) -> dict[str, Any]:
    result = selectors.programme_result(found)
    shown = programmes.shown(result)
    return {
        "found": found,
        "kind": programmes.KINDS[result.content.kba.subject.kind],
        "result": result,
        "shown": shown,
        "analysis": shown.analysis,
        "pdf_available": documents.pdf_available(),
    }


def _as_file(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = content_disposition_header(True, name)  # noqa: FBT003
    return response


def _code(title: str) -> str:
    return (slugify(title)[:_CODE_LENGTH] or "groep").upper()
