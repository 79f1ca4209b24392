"""Households of the tests: a town with its registers, a programme and a family."""

from datetime import UTC, date, datetime
from typing import Any

from cases import selectors, services
from cases.domain.registration import (
    Decision,
    NewMember,
    Registration,
    Relation,
    Source,
)
from cases.domain.screening import Criteria, Provision, Risk, Situation
from cases.models import Case
from sohos.tenancy.permissions import Role
from tests.towns import Town

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
REGISTERED = date(2019, 1, 14)
MEREL = Registration(
    members=(
        NewMember("Mila", Relation.HEAD, "Merel", date(1986, 4, 2)),
        NewMember("Zoë", Relation.CHILD, "Merel", date(2011, 9, 30)),
    ),
    situation=Situation(
        provisions=frozenset(
            {Provision.BIJSTAND, Provision.JEUGDHULP, Provision.SCHULDHULP}
        ),
        helpers=5,
        risks=frozenset({Risk.ONTRUIMING}),
    ),
    registered_on=REGISTERED,
    source=Source.REFERRAL,
    source_note="Wijkteam Noord",
    has_consent=True,
    decision=Decision.INCLUDE,
    household_name="Merel",
    address="Bornsestraat 12",
    postcode="7607 kb",
    place="Almelo",
    request="Wij willen hier blijven wonen.",
)


def open_programme(town: Town, name: str = "Almelo 2019 tot 2021") -> int:
    """Store a programme that has been open since 2019, once, and return its id."""
    with town.acting(Role.FUNCTIONAL_ADMIN) as admin:
        found = selectors.programmes(admin).filter(name=name).first()
        if found is not None:
            return found.pk
        services.load_registers(now=NOW)
        return services.start_programme(
            actor=admin,
            name=name,
            target_households=375,
            starts_on=date(2019, 1, 1),
            ends_on=None,
            criteria=Criteria(),
            now=NOW,
        ).pk


def register(
    town: Town,
    new: Registration = MEREL,
    *,
    role: Role = Role.CASEMANAGER,
    name: str = "",
    **changes: Any,
) -> Case:
    """Register a household; a casemanager gets the case."""
    programme_id = open_programme(town)
    with town.acting(role, name) as actor:
        return services.register_household(
            actor=actor, programme_id=programme_id, new=new, now=NOW, **changes
        )
