"""Who already helps a household of a story, and what it already uses."""

from datetime import date
from decimal import Decimal
from typing import Any

from cases import selectors, services
from cases.domain.involvement import HelperRole, Involved
from cases.domain.periods import Period
from cases.domain.provisions import InUse, UseKind
from cases.domain.registration import Relation
from sohos.core.dates import add_months
from sohos.demo.clock import moment
from sohos.demo.scene import Scene
from sohos.demo.stories import Until
from sohos.tenancy.permissions import Role


def take_stock(scene: Scene) -> None:
    """Write down the helpers and the provisions of a household."""
    on = scene.on(Until.KNELPUNTEN)
    writer = scene.casemanager()
    register = scene.cast.register(selectors.organisations, Role.CASEMANAGER)
    for row in scene.situation["helpers_now"]:
        services.add_involvement(
            actor=writer,
            case_id=scene.case_id,
            says=Involved(
                role=HelperRole(row["role"]),
                period=_period(row, on),
                organisation_id=register[row["organisation"]].pk,
                professional=row["name"],
                hours_per_week=Decimal(row["hours"]),
            ),
            now=moment(on),
        )
    case = selectors.case_of(writer, case_id=scene.case_id)
    child = next(
        (
            member.person_id
            for member in selectors.members_of(writer, case, on=on)
            if member.relation == Relation.CHILD
        ),
        None,
    )
    for row in scene.situation["in_use"]:
        services.add_provision(
            actor=writer,
            case_id=scene.case_id,
            says=InUse(
                kind=UseKind(row["kind"]),
                period=_period(row, on),
                person_id=child if row.get("child") else None,
                quantity=Decimal(row["quantity"]),
            ),
            now=moment(on),
        )


def _period(row: dict[str, Any], on: date) -> Period:
    until = row.get("until")
    return Period(
        add_months(on, -row["since"]),
        None if until is None else add_months(on, -until),
    )
