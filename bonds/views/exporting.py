"""Pages that take the ledger out: what each file is for, at once or by a job."""

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from bonds import selectors, services
from bonds.domain import indigo
from bonds.domain.exports import OF_A_YEAR
from bonds.forms import exporting as forms
from sohos.core.dates import local_day
from sohos.core.errors import NotFoundError
from sohos.documents import selectors as documents
from sohos.jobs import selectors as jobs
from sohos.jobs.models import Job
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

STOP_POLLING = 286


@require_http_methods(["GET", "HEAD", "POST"])
def ledger_exports(request: ActorRequest) -> HttpResponse:
    """Show which files there are, and make one."""
    request.actor.require(Permission.BOND_READ)
    bond = selectors.bonds_for(request.actor).first()
    if bond is None:
        return render(request, "bonds/ledger_exports.html", {"bond": None})
    now = timezone.now()
    today = local_day(now)
    first = selectors.terms_to_show(bond, today).starts_on.year
    form = forms.ExportForm(
        range(first, today.year + 1),
        request.POST if request.method == "POST" else None,
        initial={"year": today.year - 1},
    )
    if form.is_bound and form.is_valid():
        if selectors.size_of(bond) > services.MOST_AT_ONCE:
            return _ask(request, bond, form)
        return _make(request, bond, form)
    context = {
        "bond": bond,
        "form": form,
        "kinds": [
            (kind, name, use, kind in OF_A_YEAR)
            for kind, (name, use, _, _) in forms.KINDS.items()
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "bonds/ledger_exports.html", context, status=status)


@require_safe
def ledger_export(request: ActorRequest, job_id: int) -> HttpResponse:
    """Show how far a file is, and give it once it is there."""
    request.actor.require(Permission.BOND_READ)
    job = jobs.job_status(request.actor, job_id=job_id)
    if job.name != services.EXPORT_LEDGER:
        raise NotFoundError
    if request.GET.get("download") and job.state == Job.State.DONE:
        return documents.download(request.actor, file_id=int(job.result["file_id"]))
    if request.headers.get("HX-Request"):
        code = STOP_POLLING if job.is_over else 200
        return render(
            request, "bonds/ledger_export_job.html", {"job": job}, status=code
        )
    return render(request, "bonds/ledger_export.html", {"job": job})


@require_safe
def bond_indigo(request: ActorRequest, bond_id: int) -> HttpResponse:
    """Give the sums of a bond as an INDIGO project."""
    told = services.take_indigo(
        actor=request.actor, bond_id=bond_id, now=timezone.now()
    )
    content = json.dumps(indigo.write(told), ensure_ascii=False, indent=2).encode()
    return _file(content, f"indigo-{bond_id}.json", "application/json")


def _ask(
    request: ActorRequest, bond: selectors.BondRow, form: forms.ExportForm
) -> HttpResponse:
    said = form.cleaned_data
    job = services.ask_export(
        actor=request.actor,
        bond_id=bond.pk,
        kind=said["kind"],
        through_on=said["through_on"],
        known_on=said["known_on"],
        year=said["year"] or None,
        now=timezone.now(),
    )
    return redirect("ledger-export", job_id=job.pk)


def _make(
    request: ActorRequest, bond: selectors.BondRow, form: forms.ExportForm
) -> HttpResponse:
    now = timezone.now()
    kind, year = form.cleaned_data["kind"], form.cleaned_data["year"] or None
    journal = selectors.journal_of(
        request.actor,
        bond_id=bond.pk,
        span=form.span(),
        names=forms.event_names(),
        today=local_day(now),
    )
    services.record_export(actor=request.actor, bond_id=bond.pk, kind=kind, now=now)
    content = forms.render(kind, journal, year=year)
    name = forms.file_name(kind, journal, year=year)
    return _file(content, name, forms.KINDS[kind][3])


def _file(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    headers: dict[str, Any] = {
        "Content-Disposition": content_disposition_header(True, name),  # noqa: FBT003
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    for header, value in headers.items():
        response[header] = value
    return response
