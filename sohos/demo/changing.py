"""Changes an adopted plan of the demo: one is in hand, one has a second version."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from plans import selectors, services
from plans.domain.adoption import Manner, Party
from plans.domain.content import Agreement
from sohos.demo.clock import moment
from sohos.demo.scene import Scene
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Role

_REASON = "Er is nu één vaste hulpverlener; die hoort in het plan."
_NEEDED = "Rust en één vast gezicht, ook als er weer post komt."
_STEP = Agreement("Elke maand samen kijken of het plan nog klopt", "De casemanager")


def begin(scene: Scene, on: date) -> None:
    """Take the plan in hand again, and change what the family needs."""
    writer = scene.casemanager()
    plan_id = scene.plan_id(writer)
    services.begin_change(actor=writer, plan_id=plan_id, reason=_REASON, now=moment(on))
    plan = selectors.plan_of(writer, plan_id=plan_id)
    row = selectors.leefwereld_of(plan)
    content = selectors.content_of(writer, plan)
    services.write_leefwereld(
        actor=writer,
        plan_id=plan_id,
        says=replace(content.leefwereld, needed=_NEEDED),
        version=row.version if row else 0,
        now=moment(on),
    )


def adopt_again(scene: Scene, on: date, judge: Callable[[Scene, date], None]) -> None:
    """Bring a change to a second version: asked, judged, signed and adopted."""
    begin(scene, on)
    writer = scene.casemanager()
    plan_id = scene.plan_id(writer)
    _agree_more(writer, plan_id, on)
    services.ask_review(actor=writer, plan_id=plan_id, now=moment(on))
    judge(scene, on + timedelta(days=3))
    for party, signer in (
        (Party.HOUSEHOLD, scene.story.members[0][0]),
        (Party.CASEMANAGER, writer.user_name),
    ):
        services.sign_off(
            actor=writer,
            plan_id=plan_id,
            party=party,
            signer=signer,
            manner=Manner.PAPER,
            signed_on=on + timedelta(days=5),
            now=moment(on + timedelta(days=5)),
        )
    holder = scene.cast.actor(Role.MANDATE_HOLDER)
    later = on + timedelta(days=7)
    services.adopt_plan(
        actor=holder, plan_id=plan_id, adopted_on=later, now=moment(later)
    )


def _agree_more(writer: Actor, plan_id: int, on: date) -> None:
    plan = selectors.plan_of(writer, plan_id=plan_id)
    first = selectors.content_of(writer, plan).doorbraken[0]
    row = selectors.doorbraak_of(writer, doorbraak_id=first.id)
    services.write_doorbraak(
        actor=writer,
        plan_id=plan_id,
        says=services.DoorbraakText(
            text=first.text,
            overcomes=first.overcomes,
            cost=first.cost,
            deviates_from=first.deviates_from,
            justification=first.justification,
            decider=first.decider,
            grip=first.grip,
            alternatives=first.alternatives,
            result_by_on=first.result_by_on,
            agreements=(*first.agreements, _STEP),
        ),
        doorbraak_id=row.pk,
        version=row.version,
        now=moment(on),
    )
