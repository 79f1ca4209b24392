"""Plans of the tests: the plan of the family Merel, step by step."""

from dataclasses import replace
from datetime import date
from typing import Any

from cases.models import Case
from plans import selectors, services
from plans.domain.adoption import Manner, Party
from plans.domain.content import Agreement, Leefwereld
from plans.domain.legal import Conclusion, Review, Weighing
from plans.models import Plan
from plans.services import DoorbraakText, KnelpuntText
from sohos.core.euro import Euro
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW, register
from tests.towns import Town

STORY = Leefwereld(
    story="Ik wil dat de kinderen rustig slapen en dat ik niet schrik van de post.",
    said_by="Mila",
    wishes="In dit huis blijven wonen\nDe oudste gaat elke dag naar school",
    needed="Rust en één vast gezicht.",
    main_breakthrough="De huurschuld moet weg.",
    can_self="Koken en samen eten",
    needs_help="De post en de schulden",
)
DOORBRAAK = DoorbraakText(
    text="De gemeente betaalt de huurschuld nu meteen.",
    cost=Euro(348_000),
    deviates_from="Beleidsregels schuldhulp, artikel 4.",
    justification="De regel pakt hier te hard uit.",
    decider="Teammanager schuldhulp",
    grip="Het gezin opent elke maandag zelf de post.",
    agreements=(Agreement("Huurschuld betalen", "Gemeente", date(2019, 3, 15)),),
)
REVIEW = Review(
    conclusion=Conclusion.WITH_REASONS,
    weighing=Weighing(
        purpose="De wet wil dat mensen wonen.",
        support="Het gezin en de corporatie willen het.",
        value="Het kost minder dan de opvang.",
    ),
    decided_on=date(2019, 2, 20),
    conditions="Leg het vast als besluit op maat.",
)
PROGNOSIS: dict[str, Any] = {
    "stage_id": 1,
    "sha256": "ab" * 32,
    "saving": Euro(1_200_000),
}


def planned_case(town: Town) -> Case:
    """Register the family and load the registers of the plans."""
    case = register(town)
    with town.acting(Role.CASEMANAGER):
        services.load_registers(now=NOW)
    return case


def kind_id(town: Town, code: str = "regel-wachttijd") -> int:
    """Return a kind of knelpunt by its code, or the first."""
    with town.acting(Role.CASEMANAGER) as noor:
        kinds = selectors.knelpunt_kinds(noor)
        return (kinds.filter(code=code).first() or kinds[0]).pk


def written(town: Town, **changes: Any) -> Plan:
    """Write the first three parts."""
    case = planned_case(town)
    kind = kind_id(town)
    with town.acting(Role.CASEMANAGER) as noor:
        plan = services.start_plan(actor=noor, case_id=case.pk, now=NOW)
        services.write_leefwereld(
            actor=noor, plan_id=plan.pk, says=STORY, version=0, now=NOW
        )
        knelpunt = services.add_knelpunt(
            actor=noor,
            plan_id=plan.pk,
            says=KnelpuntText("Er is € 3.480 huurachterstand.", kind),
            now=NOW,
        )
        services.write_doorbraak(
            actor=noor,
            plan_id=plan.pk,
            says=replace(DOORBRAAK, overcomes=(knelpunt.pk,), **changes),
            now=NOW,
        )
    return plan


def under_review(town: Town) -> Plan:
    """Write the plan and ask a jurist."""
    plan = written(town)
    with town.acting(Role.CASEMANAGER) as noor:
        services.ask_review(actor=noor, plan_id=plan.pk, now=NOW)
    return plan


def doorbraak_id(town: Town, plan: Plan) -> int:
    """Return the only doorbraak of the plan."""
    with town.acting(Role.CASEMANAGER) as noor:
        (row,) = selectors.content_of(noor, plan).doorbraken
        return row.id


def basis_id(town: Town, code: str) -> int:
    """Return a legal basis by its code."""
    with town.acting(Role.JURIST) as joost:
        return selectors.legal_bases(joost).get(code=code).pk


def approved(town: Town) -> Plan:
    """Let the jurist approve the plan."""
    plan = under_review(town)
    row, basis = doorbraak_id(town, plan), basis_id(town, "pw-18-1")
    with town.acting(Role.JURIST) as joost:
        services.review_doorbraak(
            actor=joost, doorbraak_id=row, review=REVIEW, basis_ids=[basis], now=NOW
        )
    return plan


def attached(town: Town) -> Plan:
    """Attach the prognosis to the approved plan."""
    plan = approved(town)
    with town.acting(Role.CASEMANAGER) as noor:
        services.attach_prognosis(actor=noor, plan_id=plan.pk, now=NOW, **PROGNOSIS)
    return plan


def sign(town: Town, plan: Plan, party: Party, *, on: date = date(2019, 2, 26)) -> None:
    """Sign for a party."""
    with town.acting(Role.CASEMANAGER) as noor:
        services.sign_off(
            actor=noor,
            plan_id=plan.pk,
            party=party,
            signer="Mila Merel" if party is Party.HOUSEHOLD else "Noor Verbeek",
            manner=Manner.PAPER,
            signed_on=on,
            now=NOW,
        )


def signed(town: Town) -> Plan:
    """Have the plan signed by the household and the casemanager."""
    plan = attached(town)
    for party in Party:
        sign(town, plan, party)
    return plan
