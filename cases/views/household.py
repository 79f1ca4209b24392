"""A household over time: who belongs to it, who sees whom, and where it lives."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases import selectors, services
from cases.domain.age import age
from cases.domain.membership import Named
from cases.domain.registration import Relation
from cases.forms import labels
from cases.forms.household import (
    AddMemberForm,
    AddressForm,
    BlockPersonForm,
    MemberForm,
    ShowAddressForm,
)
from cases.forms.refusal import refuse
from sohos.core.dates import local_day
from sohos.core.errors import DomainError
from sohos.pages.acting import DONE, attempt
from sohos.tenancy import selectors as tenancy
from sohos.tenancy.actor import Actor, ActorRequest
from sohos.tenancy.permissions import Permission, Role

_WORKERS = (Role.CASEMANAGER, Role.TEAM_LEAD, Role.HOUSEHOLD_MEMBER)


@require_safe
def household(request: ActorRequest, case_id: int) -> HttpResponse:
    """Show who belongs and belonged to a household, and where it lives."""
    today = local_day(timezone.now())
    case = selectors.case_of(request.actor, case_id=case_id)
    people = members(request.actor, case, today=today)
    contact = selectors.contacts_of(request.actor, [case.household_id])
    context = {
        "case": case,
        "now_here": [row for row in people if not row["has_left"]],
        "been_here": [row for row in people if row["has_left"]],
        "contact": contact.get(case.household_id),
        "is_kept": selectors.is_kept_from_somebody(request.actor, case_id=case_id),
        "readers": selectors.address_readers(request.actor, case),
        "may_work": selectors.may_work(request.actor, case_id=case_id),
        "may_assign": request.actor.can(Permission.CASE_ASSIGN),
    }
    return render(request, "cases/household.html", context)


def members(
    actor: Actor, case: selectors.CaseRow, *, today: date
) -> list[dict[str, Any]]:
    """Return everybody of a household whom the actor may see, as lines of a page."""
    rows = list(selectors.all_members_of(actor, case))
    ids = {row.person_id for row in rows}
    elsewhere = selectors.other_households(actor, case, on=today)
    blocks: dict[int, list[selectors.BlockRow]] = {}
    for block in selectors.blocks_of(actor, ids):
        blocks.setdefault(block.protected_id, []).append(block)
    return [
        {
            "id": row.pk,
            "name": str(row.person),
            "relation": labels.RELATIONS[Relation(row.relation)],
            "born_on": row.person.born_on,
            "age": None
            if row.person.born_on is None
            else age(row.person.born_on, on=today),
            "from_on": row.from_on,
            "until_on": row.until_on,
            "has_left": row.until_on is not None and row.until_on < today,
            "elsewhere": elsewhere.get(row.person_id, []),
            "blocks": blocks.get(row.person_id, []),
        }
        for row in rows
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def add_member(request: ActorRequest, case_id: int) -> HttpResponse:
    """Let somebody belong to a household; asks first whether we know them already."""
    now = timezone.now()
    case = selectors.case_to_work_on(request.actor, case_id=case_id)
    data = request.POST if request.method == "POST" else None
    form = AddMemberForm(data, initial={"from_on": local_day(now)})
    form.offer(_known(request.actor, data))

    def act() -> str:
        services.add_member(
            actor=request.actor,
            case_id=case_id,
            who=form.chosen(),
            belonging=form.belonging(),
            now=now,
        )
        return _("Bewaard.")

    status = attempt(request, form, act, refuse)
    if status == DONE:
        return redirect("household", case_id=case_id)
    return _page(request, "cases/add_member.html", case, form, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def change_member(request: ActorRequest, member_id: int) -> HttpResponse:
    """Correct somebody of a household, or write down that they left."""
    case, member = selectors.member_to_work_on(request.actor, member_id=member_id)
    person = member.person
    form = MemberForm(
        request.POST if request.method == "POST" else None,
        initial={
            "first_name": person.first_name,
            "surname": person.surname,
            "born_on": person.born_on,
            "relation": member.relation,
            "from_on": member.from_on,
            "until_on": member.until_on,
        },
    )

    def act() -> str:
        services.change_member(
            actor=request.actor,
            member_id=member_id,
            who=form.who(),
            belonging=form.belonging(),
            now=timezone.now(),
        )
        return _("Bewaard.")

    status = attempt(request, form, act, refuse)
    if status == DONE:
        return redirect("household", case_id=case.pk)
    return _page(
        request,
        "cases/change_member.html",
        case,
        form,
        status=status,
        name=str(person),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change_address(request: ActorRequest, case_id: int) -> HttpResponse:
    """Write down where a household lives, and who may know; ask no more than that."""
    case = selectors.case_to_work_on(request.actor, case_id=case_id)
    found = selectors.contacts_of(request.actor, [case.household_id])
    contact = found.get(case.household_id)
    now = timezone.now()
    act = request.POST.get("act", "") if request.method == "POST" else None
    address = AddressForm(
        request.POST if act == "address" else None,
        initial={}
        if contact is None
        else {name: getattr(contact, name) for name in AddressForm.base_fields},
    )
    show = ShowAddressForm(
        request.POST if act == "show" else None,
        colleagues=_colleagues(request.actor, today=local_day(now)),
    )
    if act is not None and _address_act(request, case_id, act, address, show):
        messages.success(request, _("Bewaard."))
        return redirect("household", case_id=case_id)
    context = {
        "case": case,
        "contact": contact,
        "form": address if contact is not None else None,
        "show": show,
        "is_hidden": contact is None or contact.is_hidden,
        "readers": selectors.address_readers(request.actor, case),
        "may_assign": request.actor.can(Permission.CASE_ASSIGN),
    }
    status = 422 if address.is_bound or show.is_bound else 200
    return render(request, "cases/change_address.html", context, status=status)


def _address_act(
    request: ActorRequest,
    case_id: int,
    act: str,
    address: AddressForm,
    show: ShowAddressForm,
) -> bool:
    """Do what was asked and tell whether that went well."""
    now, who = timezone.now(), request.actor
    try:
        if act == "address" and address.is_valid():
            services.change_address(
                actor=who, case_id=case_id, contact=address.contact(), now=now
            )
            return True
        if act == "show" and show.is_valid():
            user_id = show.cleaned_data["user"]
            services.grant_address(actor=who, case_id=case_id, user_id=user_id, now=now)
            return True
        if act.startswith("hide-") and act[5:].isdecimal():
            services.end_address_grant(
                actor=who, case_id=case_id, user_id=int(act[5:]), now=now
            )
            return True
    except DomainError as error:
        refuse(show, error)
    return False


@require_http_methods(["GET", "HEAD", "POST"])
def block_person(request: ActorRequest, member_id: int) -> HttpResponse:
    """Keep a person out of somebody's sight, or no longer."""
    now = timezone.now()
    case, member = selectors.member_to_work_on(request.actor, member_id=member_id)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act.startswith("lift-") and act[5:].isdecimal():
        services.lift_block(
            actor=request.actor, member_id=member_id, block_id=int(act[5:]), now=now
        )
        messages.success(request, _("Bewaard."))
        return redirect("household", case_id=case.pk)
    form = _block_form(request, case, member, today=local_day(now))

    def block() -> str:
        services.block_person(
            actor=request.actor,
            member_id=member_id,
            blocked=form.chosen(),
            reason=form.cleaned_data["reason"],
            acted_for_by=form.cleaned_data["acted_for_by"],
            now=now,
        )
        return _("Bewaard.")

    status = attempt(request, form, block, refuse)
    if status == DONE:
        return redirect("household", case_id=case.pk)
    blocks = selectors.blocks_of(request.actor, [member.person_id])
    actors = selectors.representatives_of(
        request.actor, [row.blocked_id for row in blocks]
    )
    return _page(
        request,
        "cases/block_person.html",
        case,
        form,
        status=status,
        name=str(member.person),
        blocks=[(row, actors.get(row.blocked_id, [])) for row in blocks],
    )


def _block_form(
    request: ActorRequest,
    case: selectors.CaseRow,
    member: selectors.MemberRow,
    *,
    today: date,
) -> BlockPersonForm:
    everybody = selectors.all_members_of(request.actor, case)
    return BlockPersonForm(
        request.POST if request.method == "POST" else None,
        known=[
            (row.person_id, str(row.person))
            for row in everybody
            if row.person_id != member.person_id
        ],
        colleagues=_colleagues(request.actor, today=today),
    )


def _page(
    request: ActorRequest,
    template: str,
    case: selectors.CaseRow,
    form: forms.Form,
    *,
    status: int,
    **more: object,
) -> HttpResponse:
    context = {"case": case, "form": form, **more}
    return render(request, template, context, status=status)


def _known(actor: Actor, data: Any) -> list[tuple[int, str]]:
    if data is None:
        return []
    described = MemberForm(data)
    described.is_valid()
    said = described.cleaned_data
    if not said.get("first_name"):
        return []
    who = Named(said["first_name"], said.get("surname", ""), said.get("born_on"))
    return [
        (row.pk, labels.described(row, row.born_on))
        for row in selectors.persons_like(actor, who)
    ]


def _colleagues(actor: Actor, *, today: date) -> list[tuple[int, str]]:
    found = {
        user.pk: user.name
        for role in _WORKERS
        for user in tenancy.colleagues(actor, role=role, today=today)
    }
    return sorted(found.items(), key=lambda row: row[1])
