"""Acts: give a municipality its registers and its programmes."""

import csv
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from cases import selectors
from cases.domain.registration import ReasonMissingError
from cases.domain.screening import Criteria
from cases.models import LifeDomain, Organisation, Programme, ProgrammeCriteria
from sohos.audit import services as audit
from sohos.core.errors import DomainError
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission

_DATA = Path(__file__).parent.parent / "data"


class CriteriaBeforeProgrammeError(DomainError):
    """Criteria begin on or after the first day of their programme."""

    code = "criteria_before_programme"


class ProgrammeExistsError(DomainError):
    """A programme of that name exists already."""

    code = "programme_exists"


@transaction.atomic
def load_registers(*, now: datetime) -> Mapping[str, int]:
    """Give a municipality the life domains and organisations of the register.

    Runs inside `context.tenant` when a municipality is set up; there is no actor yet.
    Rows that exist stay as they are, so that it may run again after an update.

    Args:
        now: aware.

    Returns:
        How many rows each register holds afterwards.
    """
    LifeDomain.objects.bulk_create(
        [LifeDomain(**row) for row in _rows("life-domains.csv")], ignore_conflicts=True
    )
    Organisation.objects.bulk_create(
        [Organisation(**row) for row in _rows("organisations.csv")],
        ignore_conflicts=True,
    )
    counts = {
        "life_domains": LifeDomain.objects.count(),
        "organisations": Organisation.objects.count(),
    }
    audit.record(
        "cases.registers_loaded", actor=None, subject="registers", at=now, detail=counts
    )
    return counts


@transaction.atomic
def start_programme(
    *,
    actor: Actor,
    name: str,
    target_households: int,
    starts_on: date,
    ends_on: date | None,
    criteria: Criteria,
    now: datetime,
) -> Programme:
    """Store a programme with its screening criteria.

    Args:
        actor: who sets it up.
        name: unique in the municipality.
        target_households: how many households it is meant for.
        starts_on: the first day on which households may be registered.
        ends_on: the last such day, if it is known.
        criteria: what the screening holds households against.
        now: aware.

    Raises:
        NotAllowedError: the actor does not manage settings.
        ProgrammeExistsError: the name is taken.
    """
    actor.require(Permission.SETTINGS_MANAGE)
    if selectors.programmes(actor).filter(name=name).exists():
        raise ProgrammeExistsError(name)
    cost = criteria.high_cost_from
    programme = Programme.objects.create(
        name=name,
        target_households=target_households,
        starts_on=starts_on,
        ends_on=ends_on,
        min_provisions=criteria.min_provisions,
        helpers_warning=criteria.helpers_warning,
        high_risk_from=criteria.high_risk_from,
        high_cost_from_cents=None if cost is None else cost.cents,
    )
    audit.record(
        "programme.started", actor=actor, subject=f"programme:{programme.pk}", at=now
    )
    return programme


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def set_criteria(
    *,
    actor: Actor,
    programme_id: int,
    criteria: Criteria,
    from_on: date,
    reason: str,
    now: datetime,
) -> ProgrammeCriteria:
    """Let a programme ask something else of households registered from a day on.

    Earlier versions stay, and so does the screening of every household that was
    registered under them.

    Args:
        actor: who sets it.
        programme_id: the programme.
        criteria: what it asks from then on.
        from_on: the first day; may be past or to come.
        reason: why, in words.
        now: aware.

    Raises:
        NotAllowedError: the actor does not manage settings.
        NotFoundError: there is no such programme here.
        CriteriaBeforeProgrammeError: the day lies before the programme.
        ReasonMissingError: it does not say why.
    """
    actor.require(Permission.SETTINGS_MANAGE)
    programme = selectors.programme_of(actor, programme_id=programme_id)
    if from_on < programme.starts_on:
        raise CriteriaBeforeProgrammeError
    if not reason.strip():
        raise ReasonMissingError
    cost = criteria.high_cost_from
    version = ProgrammeCriteria.objects.create(
        programme=programme,
        from_on=from_on,
        min_provisions=criteria.min_provisions,
        helpers_warning=criteria.helpers_warning,
        high_risk_from=criteria.high_risk_from,
        high_cost_from_cents=None if cost is None else cost.cents,
        reason=reason.strip(),
        at=now,
        by_id=actor.user_id,
    )
    audit.record(
        "programme.criteria_set",
        actor=actor,
        subject=f"programme:{programme.pk}",
        at=now,
        detail={"version": version.pk, "from": from_on.isoformat()},
    )
    return version
