"""The money of a story: draws, spending, acceptance, payment, and stopping."""

from datetime import date, timedelta

from bonds import selectors as bond_selectors
from bonds import services as bonds
from cases import services as cases
from cases.domain.phases import StopOutcome
from kba import selectors as kba_selectors
from sohos.core.dates import add_months
from sohos.core.euro import Euro, total
from sohos.demo.clock import moment
from sohos.demo.scene import Scene
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Role

PROFESSIONALS, MAATWERK = Euro(300_000), Euro(180_000)
DAYS_TO_DRAWS = (14, 92)


def fund(scene: Scene) -> None:
    """Draw and spend the two amounts of the agreement."""
    for days, amount in zip(DAYS_TO_DRAWS, (PROFESSIONALS, MAATWERK), strict=True):
        on = scene.story.adopted_on + timedelta(days=days)
        with scene.cast.acting(Role.SOHOS_FINANCE) as finance:
            _draw_and_spend(scene, finance, days, amount, on)


def _draw_and_spend(
    scene: Scene, finance: Actor, days: int, amount: Euro, on: date
) -> None:
    draw = bonds.request_draw(
        actor=finance,
        case_id=scene.case_id,
        amount=amount,
        requested_on=on,
        now=moment(on),
    )
    bonds.receive_draw(
        actor=finance,
        draw_id=draw.pk,
        received_on=on,
        bank_line=f"TREKKING-{scene.case_id}-{days}",
        now=moment(on),
    )
    bonds.record_spend(
        actor=finance,
        case_id=scene.case_id,
        professionals=amount if amount == PROFESSIONALS else Euro(0),
        maatwerk=amount if amount == MAATWERK else Euro(0),
        spent_on=on,
        invoice=f"NOTA-{scene.case_id}-{days}",
        now=moment(on),
    )


def accept(scene: Scene) -> None:
    """Let the controller accept, or end a case that saved too little."""
    on = scene.counted_on + timedelta(days=18)
    with scene.cast.acting(Role.CONTROLLER) as controller:
        _accept_or_end(scene, controller, on)


def _accept_or_end(scene: Scene, controller: Actor, on: date) -> None:
    if scene.story.fails:
        bonds.fail_case(
            actor=controller,
            case_id=scene.case_id,
            outcome_code=bonds.Ending.FAILED,
            reason="De besparing haalt de afgesproken grens niet.",
            ended_on=on,
            now=moment(on),
        )
        return
    outcome = kba_selectors.validated_outcome(controller, case_id=scene.case_id)
    assert outcome is not None  # noqa: S101  the step before made it
    bonds.accept_outcome(
        actor=controller,
        case_id=scene.case_id,
        sha256=outcome.sha256,
        accepted_on=on,
        due_on=add_months(on.replace(day=1), 1),
        now=moment(on),
    )


def pay(scene: Scene) -> None:
    """Let the treasury confirm what the municipality paid on the due date."""
    if scene.story.fails:
        return
    accepted_on = scene.counted_on + timedelta(days=18)
    on = add_months(accepted_on.replace(day=1), 1)
    with scene.cast.acting(Role.TREASURY) as treasury:
        bonds.confirm_payment(
            actor=treasury,
            case_id=scene.case_id,
            amount=_due(treasury, scene.case_id),
            paid_on=on,
            bank_line=f"BETALING-{scene.case_id}",
            now=moment(on),
        )


def _due(treasury: Actor, case_id: int) -> Euro:
    bond = bond_selectors.bond_of_case(treasury, case_id=case_id)
    return total(
        stand.due
        for stand in bond_selectors.stands_of(bond)
        if stand.case_id == case_id
    )


def stop(scene: Scene, on: date) -> None:
    """Let a funded household stop: the team lead ends the case, then the money ends."""
    reason = "Het huishouden is verhuisd naar een andere gemeente."
    cases.stop_case(
        actor=scene.cast.actor(Role.TEAM_LEAD),
        case_id=scene.case_id,
        outcome=StopOutcome.WITHDRAWN,
        reason=reason,
        on=on,
        now=moment(on),
    )
    with scene.cast.acting(Role.CONTROLLER) as controller:
        bonds.fail_case(
            actor=controller,
            case_id=scene.case_id,
            outcome_code=bonds.Ending.WITHDRAWN,
            reason=reason,
            ended_on=on,
            now=moment(on),
        )
