"""Around a household of a story: helpers, provisions, debts and how life is."""

from datetime import date
from decimal import Decimal
from typing import Any

from cases import selectors, services
from cases.domain.debts import DebtKind, DebtStatus, Owed
from cases.domain.involvement import HelperRole, Involved
from cases.domain.periods import Period
from cases.domain.provisions import InUse, UseKind
from cases.domain.registration import Relation
from cases.domain.relapse import CHECK_MONTHS, Found, RelapseResult
from cases.domain.wellbeing import Answer, Moment, NonResponse
from sohos.core.dates import add_months
from sohos.core.euro import ZERO, Euro
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


def listen(scene: Scene) -> None:
    """Write down the debts of a household, and how happy somebody is at the start."""
    on = scene.on(Until.KNELPUNTEN)
    writer = scene.casemanager()
    for row in scene.situation["debts"]:
        services.add_debt(
            actor=writer,
            case_id=scene.case_id,
            says=Owed(
                creditor=row["creditor"],
                kind=DebtKind(row["kind"]),
                amount=Euro(row["amount"] * 100),
                status=DebtStatus(row["status"]),
                on=on,
                since_on=add_months(on, -row["since"]),
            ),
            now=moment(on),
        )
    _ask(scene, Moment.START, scene.situation["happiness"][0], on)


def look_back(scene: Scene) -> None:
    """Tell after a year which debts are settled, and ask again."""
    on = scene.counted_on
    writer = scene.casemanager()
    case = selectors.case_of(writer, case_id=scene.case_id)
    first, *others = selectors.debts_of(writer, case).open
    for debt in (first, *others[:1]):
        told = debt.now
        is_first = debt is first
        services.tell_debt(
            actor=writer,
            debt_id=told.debt_id,
            seen_id=told.id,
            says=Owed(
                creditor=told.creditor,
                kind=told.kind,
                amount=ZERO if is_first else Euro(told.amount.cents // 2),
                status=DebtStatus.PAID if is_first else DebtStatus.ARRANGEMENT,
                on=on,
                since_on=told.since_on,
                arrangement="" if is_first else "€ 50 per maand",
            ),
            now=moment(on),
        )
    _ask(scene, Moment.JAARGRENS, scene.situation["happiness"][1], on)


def _ask(scene: Scene, when: Moment, score: int, on: date) -> None:
    writer = scene.casemanager()
    case = selectors.case_of(writer, case_id=scene.case_id)
    head, *others = selectors.members_of(writer, case, on=on)
    partner = [row for row in others if row.relation == Relation.PARTNER]
    services.measure(
        actor=writer,
        case_id=scene.case_id,
        says=Answer(head.person_id, "cbs-geluk", when, on, score=Decimal(score)),
        now=moment(on),
    )
    for row in partner:
        services.measure(
            actor=writer,
            case_id=scene.case_id,
            says=Answer(
                row.person_id,
                "cbs-geluk",
                when,
                on,
                non_response=NonResponse.REFUSED,
            ),
            now=moment(on),
        )


def keep_looking(scene: Scene) -> None:
    """Look after one and two years of nazorg; with one household it went wrong."""
    writer = scene.casemanager()
    case = selectors.case_of(writer, case_id=scene.case_id)
    _first, second, _third = CHECK_MONTHS
    for months in CHECK_MONTHS[:2]:
        on = add_months(case.phase_since, months)
        has_relapsed = months == second and scene.story.name == "Koekoek"
        services.record_relapse_check(
            actor=writer,
            case_id=scene.case_id,
            says=Found(
                months,
                RelapseResult.RELAPSE if has_relapsed else RelapseResult.STABLE,
                on,
                "Er is weer huurachterstand en niemand doet de post open."
                if has_relapsed
                else "De rekeningen worden betaald en de kinderen gaan naar school.",
            ),
            now=moment(on),
        )
