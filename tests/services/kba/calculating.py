"""KBAs of the tests: the family Merel, whose eviction and foster care are avoided."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from django.contrib.auth.models import Group

from kba import selectors, services
from kba.domain.lines import Effect
from kba.domain.protocol import ProtocolText
from kba.domain.realisation import Measured
from kba.domain.sampling import Method, Terms
from kba.domain.vocabulary import Role as LineRole
from kba.models import Kba, ProtocolAdoption, Stage
from kba.services import RowText, Said
from plans import selectors as plans
from plans import services as plan_services
from plans.domain.adoption import Party
from plans.models import Plan
from sohos.core.bills import Law, Payer, Per
from sohos.core.euro import Euro
from sohos.tenancy import context
from sohos.tenancy.models import Team
from sohos.tenancy.permissions import Role
from tests.services.plans.planning import approved, sign
from tests.towns import Town

NOW = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
ADOPTED = date(2019, 3, 1)
REALISED = date(2020, 3, 2)
VALIDATED = date(2020, 3, 16)
LIKELY = Effect(Fraction(1, 10), "een op de tien herstelt ook zonder plan", 2)
FOSTER_CARE = RowText(
    per=Per.YEAR,
    quantity_without=Fraction(365),
    quantity_with=Fraction(100),
    first_on=ADOPTED,
    description="Pleegzorg",
    unit="etmaal",
    unit_price=Euro(6000),
    price_source="contract jeugdhulp 2019",
    price_grade=3,
    payers=((Payer.MUNICIPALITY, Fraction(1)),),
    law=Law.JEUGDWET,
    effect=LIKELY,
    evidence_note="beschikking van 3 februari 2019",
)
SHELTER = replace(
    FOSTER_CARE,
    per=Per.ONCE,
    quantity_without=Fraction(1),
    quantity_with=Fraction(1),
    description="Noodopvang van het gezin",
    unit="keer",
    unit_price=Euro(2_250_000),
    law=Law.WMO,
    payers=((Payer.MUNICIPALITY, Fraction(2, 3)), (Payer.STATE, Fraction(1, 3))),
    probability_without=Fraction(2, 5),
    probability_with=Fraction(1, 20),
)
EFFORT = replace(
    FOSTER_CARE,
    per=Per.ONCE,
    role=LineRole.PLAN,
    quantity_without=Fraction(0),
    quantity_with=Fraction(1),
    description="Casemanager en maatwerk",
    unit="huishouden",
    unit_price=Euro(480_000),
    law=Law.MUNICIPALITY_UNALLOCATED,
    effect=None,
)
ACCEPTED = Said("akkoord")
PROTOCOL = ProtocolText(
    title="Controleprotocol Health Impact Bond",
    text="Ga van elke regel na of prijs, aantal en bewijs kloppen.",
    terms=Terms(Method.ALL, Fraction(95, 100), Fraction(5, 100), Fraction(1, 100)),
    asks_review=False,
)


def team_of(town: Town) -> None:
    """Put the casemanager and the team lead in one team, before the case exists."""
    with context.tenant(town.id):
        group = Group.objects.create(name=f"{town.id} Noord")
        team = Team.objects.create(name="Noord", group=group)
    town.actor(Role.CASEMANAGER, team=team)
    town.actor(Role.TEAM_LEAD, team=team)


def planned(town: Town) -> Plan:
    """Have a plan approved by the jurist, in a team with a price catalogue."""
    team_of(town)
    plan = approved(town)
    with town.acting(Role.CASEMANAGER):
        services.load_catalogue(now=NOW)
    return plan


def started(town: Town, plan: Plan | None = None) -> Kba:
    """Start the KBA of the family."""
    plan = plan or planned(town)
    with town.acting(Role.CASEMANAGER) as noor:
        return services.start_kba(
            actor=noor,
            case_id=plan.case_id,
            reference_on=ADOPTED,
            horizon_years=3,
            price_year=2019,
            now=NOW,
        )


def add(town: Town, kba: Kba, text: RowText = FOSTER_CARE, **changes: Any) -> int:
    """Add a row and return its id."""
    with town.acting(Role.CASEMANAGER) as noor:
        line = services.add_line(
            actor=noor, kba_id=kba.pk, text=replace(text, **changes), now=NOW
        )
    return line.pk


def written(town: Town) -> Kba:
    """Enter three rows: foster care, shelter, and the plan's own effort."""
    kba = started(town)
    for text in (FOSTER_CARE, SHELTER, EFFORT):
        add(town, kba, text)
    return kba


def expected(town: Town) -> Kba:
    """Freeze the prognosis."""
    kba = written(town)
    with town.acting(Role.CASEMANAGER) as noor:
        services.freeze_prognosis(actor=noor, kba_id=kba.pk, now=NOW)
    return kba


def adopted(town: Town) -> Kba:
    """Have the plan signed and adopted on 1 March 2019."""
    kba = expected(town)
    settle(town, kba)
    return kba


def settle(town: Town, kba: Kba) -> None:
    """Have the plan of a KBA with a prognosis signed and adopted."""
    with town.acting(Role.CASEMANAGER) as noor:
        plan = plans.plan_of_case(noor, case_id=kba.case_id)
    assert plan is not None
    for party in Party:
        sign(town, plan, party)
    with town.acting(Role.MANDATE_HOLDER) as marga:
        plan_services.adopt_plan(
            actor=marga, plan_id=plan.pk, adopted_on=ADOPTED, now=NOW
        )


def stems(town: Town, kba: Kba) -> list[str]:
    """Return the names of the rows in their order."""
    with town.acting(Role.CASEMANAGER):
        return [selectors.stem_of(line) for line in selectors.lines_of(kba)]


def counted(town: Town, kba: Kba, *units: int) -> Mapping[str, Measured]:
    """Return a measurement per row."""
    return {
        stem: Measured(Fraction(count), "declaraties van het jaar")
        for stem, count in zip(stems(town, kba), units, strict=True)
    }


def realised(town: Town, kba: Kba | None = None) -> Stage:
    """Realise the year: 120 days of foster care, no shelter, the effort as planned."""
    kba = kba or adopted(town)
    measured = counted(town, kba, 120, 0, 1)
    with town.acting(Role.CASEMANAGER) as noor:
        return services.realise_year(
            actor=noor,
            kba_id=kba.pk,
            measured=measured,
            realised_on=REALISED,
            now=NOW,
        )


def protocol(town: Town, *, on: date = ADOPTED, **changes: Any) -> ProtocolAdoption:
    """Have a controleprotocol written by the controller and adopted."""
    says = replace(PROTOCOL, **changes)
    with town.acting(Role.CONTROLLER) as carlo:
        last = selectors.newest_protocol(carlo)
        written = services.write_protocol(
            actor=carlo, says=says, seen=last.number if last else 0, now=NOW
        )
    with town.acting(Role.MANDATE_HOLDER) as marga:
        return services.adopt_protocol(
            actor=marga, protocol_id=written.pk, adopted_on=on, now=NOW
        )


def assigned(town: Town, *, protocol_on: date = ADOPTED) -> Stage:
    """Give the realised KBA to the accountant, who goes by a protocol."""
    stage = realised(town)
    protocol(town, on=protocol_on)
    anna = town.actor(Role.ACCOUNTANT)
    with town.acting(Role.TEAM_LEAD) as tessa:
        services.assign_accountant(
            actor=tessa, kba_id=stage.kba_id, accountant_id=anna.user_id, now=NOW
        )
    return stage


def judge(town: Town, stage: Stage, row: str, said: Said = ACCEPTED) -> None:
    """Say something of a row as the accountant."""
    with town.acting(Role.ACCOUNTANT) as anna:
        services.judge_line(actor=anna, stage_id=stage.pk, row=row, said=said, now=NOW)


def judged(town: Town, *, protocol_on: date = ADOPTED) -> Stage:
    """Accept every row."""
    stage = assigned(town, protocol_on=protocol_on)
    for row in stems(town, stage.kba):
        judge(town, stage, row)
    return stage


def validated(town: Town) -> Stage:
    """Validate the realisation."""
    stage = judged(town)
    with town.acting(Role.ACCOUNTANT) as anna:
        return services.validate_realisation(
            actor=anna, stage_id=stage.pk, validated_on=VALIDATED, now=NOW
        )
