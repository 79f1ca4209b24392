"""Tells a story: every step through the same services as on the pages."""

from collections.abc import Callable
from datetime import date, timedelta

from cases import selectors as case_selectors
from cases import services as cases
from cases.domain.documents import DocumentKind, NewDocument
from cases.domain.journal import ContactKind, NewEntry
from cases.domain.phases import StopOutcome
from cases.domain.registration import (
    Decision,
    NewMember,
    Registration,
    Relation,
    Source,
)
from cases.domain.screening import Provision, Risk
from cases.domain.screening import Situation as Screened
from plans import selectors as plan_selectors
from plans import services as plans
from plans.domain.adoption import Manner, Party
from plans.domain.content import Agreement, Leefwereld
from plans.domain.legal import Conclusion, Review, Weighing
from sohos.core.euro import Euro
from sohos.demo import caring, changing, counting, papers, paying
from sohos.demo.clock import moment
from sohos.demo.scene import Scene
from sohos.demo.stories import Situation, Story, Until
from sohos.demo.town import Cast
from sohos.tenancy import context
from sohos.tenancy.permissions import Role


def tell(story: Story, situation: Situation, cast: Cast) -> int:
    """Tell a story as far as it goes, and return its case.

    Each step is a transaction of its own, as on the pages.
    """
    scene = Scene(story, situation, cast)
    for step, act in _STEPS.items():
        if step <= story.until:
            with context.tenant(cast.town.id):
                act(scene)
    if story.ending:
        with context.tenant(cast.town.id):
            _end(scene)
    return scene.case_id


def _register(scene: Scene) -> None:
    story, situation, on = (
        scene.story,
        scene.situation,
        scene.on(Until.REGISTERED),
    )
    lead = scene.cast.actor(Role.TEAM_LEAD)
    programme = next(
        row
        for row in case_selectors.programmes(lead)
        if row.starts_on <= on and (row.ends_on is None or on <= row.ends_on)
    )
    waits = story.ending == "waiting"
    case = cases.register_household(
        actor=lead,
        programme_id=programme.pk,
        new=Registration(
            members=_members(story),
            situation=Screened(
                provisions=frozenset(map(Provision, situation["provisions"])),
                helpers=situation["helpers"],
                risks=frozenset(map(Risk, situation["risks"])),
                yearly_cost=Euro(10_400_000),
            ),
            registered_on=on,
            source=Source(situation["source"]),
            has_consent=True,
            decision=Decision.WAIT if waits else Decision.LATER,
            reason="Er is nu geen plek; in januari weer." if waits else "",
            household_name=story.name,
            place=scene.cast.town.name,
            request=situation["reason"],
        ),
        now=moment(on),
    )
    scene.case_id = case.pk


def _members(story: Story) -> tuple[NewMember, ...]:
    return tuple(
        NewMember(first, Relation(relation), story.name, date.fromisoformat(born))
        for first, relation, born in story.members
    )


def _include(scene: Scene) -> None:
    on = scene.on(Until.INCLUDED)
    lead = scene.cast.actor(Role.TEAM_LEAD)
    managers = scene.cast.users[Role.CASEMANAGER]
    cases.assign_case(
        actor=lead,
        case_id=scene.case_id,
        casemanager_id=managers[scene.story.teller % len(managers)],
        now=moment(on),
    )
    cases.decide_intake(
        actor=lead,
        case_id=scene.case_id,
        decision=Decision.INCLUDE,
        reason="",
        on=on,
        now=moment(on),
    )
    _do_today(scene, on, scene.situation["reason"], "Maak kennis bij het gezin thuis")


def _tick(scene: Scene, on: date) -> None:
    writer = scene.casemanager()
    case = case_selectors.case_of(writer, case_id=scene.case_id)
    for task in case_selectors.tasks_of(writer, case).filter(done_on__isnull=True):
        cases.tick_task(actor=writer, task_id=task.pk, is_done=True, now=moment(on))


def _do_today(scene: Scene, on: date, heard: str, then: str) -> None:
    _tick(scene, on)
    writer = scene.casemanager()
    cases.write_entry(
        actor=writer,
        case_id=scene.case_id,
        entry=NewEntry(on, ContactKind.PHONE, heard, scene.story.name),
        now=moment(on),
    )
    cases.add_task(
        actor=writer,
        case_id=scene.case_id,
        what=then,
        owner_id=writer.user_id,
        due_on=on + timedelta(days=14),
        now=moment(on),
    )


def _leefwereld(scene: Scene) -> None:
    situation, now = scene.situation, moment(scene.on(Until.LEEFWERELD))
    writer = scene.casemanager()
    plan_id = plans.start_plan(actor=writer, case_id=scene.case_id, now=now).pk
    plans.write_leefwereld(
        actor=writer,
        plan_id=plan_id,
        says=Leefwereld(
            story=situation["own_words"],
            said_by=scene.story.members[0][0],
            wishes="\n".join(situation["wishes"]),
            needed=situation["needs_help"],
            main_breakthrough=situation["breakthrough"],
            can_self=situation["can_self"],
            needs_help=situation["needs_help"],
        ),
        version=0,
        now=now,
    )
    domains = scene.cast.register(case_selectors.life_domains, Role.CASEMANAGER)
    plans.open_domain(
        actor=writer,
        plan_id=plan_id,
        says=plans.DomainText(
            life_domain_id=domains[situation["knelpunten"][0]["domain"]].pk,
            purpose="Zonder dit te weten vinden we de doorbraak niet.",
            says=situation["needs_help"],
        ),
        now=now,
    )
    _do_today(
        scene,
        scene.on(Until.LEEFWERELD),
        situation["needs_help"],
        "Vraag de organisaties wat er speelt",
    )


def _knelpunten(scene: Scene) -> None:
    on = scene.on(Until.KNELPUNTEN)
    writer = scene.casemanager()
    plan_id = scene.plan_id(writer)
    register = scene.cast.register
    kinds = register(plan_selectors.knelpunt_kinds, Role.CASEMANAGER)
    domains = register(case_selectors.life_domains, Role.CASEMANAGER)
    organisations = register(case_selectors.organisations, Role.CASEMANAGER)
    for row in scene.situation["knelpunten"]:
        plans.add_knelpunt(
            actor=writer,
            plan_id=plan_id,
            says=plans.KnelpuntText(
                text=row["text"],
                kind_id=kinds[row["kind"]].pk,
                life_domain_id=domains[row["domain"]].pk,
                organisation_id=organisations[row["organisation"]].pk,
                rule=row["law"],
            ),
            now=moment(on),
        )
    caring.take_stock(scene)
    caring.listen(scene)
    _tick(scene, on)


def _doorbraak(scene: Scene) -> None:
    on, situation = scene.on(Until.DOORBRAAK), scene.situation
    writer = scene.casemanager()
    plan_id = scene.plan_id(writer)
    plan = plan_selectors.plan_of(writer, plan_id=plan_id)
    knelpunten = plan_selectors.content_of(writer, plan).knelpunten
    plans.write_doorbraak(
        actor=writer,
        plan_id=plan_id,
        says=plans.DoorbraakText(
            text=situation["doorbraak"],
            overcomes=[row.id for row in knelpunten],
            cost=Euro(180_000),
            deviates_from=situation["exception"],
            justification=situation["purpose"],
            decider=situation["decider"],
            grip=situation["breakthrough"],
            alternatives="Wachten tot de regel past; dat duurt langer en kost meer.",
            agreements=(
                Agreement("Elke maandag samen de post openen", "Het gezin"),
                Agreement("Het besluit op papier zetten", situation["decider"]),
            ),
        ),
        now=moment(on),
    )


def _ask_review(scene: Scene) -> None:
    on = scene.on(Until.REVIEW_ASKED)
    writer = scene.casemanager()
    plan_id = scene.plan_id(writer)
    plans.ask_review(actor=writer, plan_id=plan_id, now=moment(on))


def _approve(scene: Scene) -> None:
    _judge(scene, scene.on(Until.APPROVED))


def _judge(scene: Scene, on: date) -> None:
    situation = scene.situation
    jurist = scene.cast.actor(Role.JURIST)
    plan_id = scene.plan_id(jurist)
    bases = scene.cast.register(plan_selectors.legal_bases, Role.JURIST)
    plan = plan_selectors.plan_of(jurist, plan_id=plan_id)
    for doorbraak in plan_selectors.content_of(jurist, plan).doorbraken:
        plans.review_doorbraak(
            actor=jurist,
            doorbraak_id=doorbraak.id,
            review=Review(
                conclusion=Conclusion.WITH_REASONS,
                weighing=Weighing(
                    purpose=situation["purpose"],
                    support="Het gezin en de professionals willen dit.",
                    value=situation["value"],
                ),
                decided_on=on,
                conditions=situation["conditions"],
            ),
            basis_ids=[bases[situation["basis"]].pk],
            now=moment(on),
        )


def _sign(scene: Scene) -> None:
    on = scene.on(Until.SIGNED)
    writer = scene.casemanager()
    plan_id = scene.plan_id(writer)
    signers = {
        Party.HOUSEHOLD: scene.story.members[0][0],
        Party.CASEMANAGER: writer.user_name,
    }
    for party, signer in signers.items():
        plans.sign_off(
            actor=writer,
            plan_id=plan_id,
            party=party,
            signer=signer,
            manner=Manner.PAPER,
            signed_on=on,
            now=moment(on),
        )
    cases.add_document(
        actor=writer,
        case_id=scene.case_id,
        new=NewDocument(
            name="toestemming gezin.pdf",
            content=papers.page(
                f"Toestemming van {signers[Party.HOUSEHOLD]} {scene.story.name}",
                f"Getekend op {on:%d-%m-%Y}, samen met {writer.user_name}.",
            ),
            kind=DocumentKind.CONSENT,
            purpose="Het gezin gaat akkoord met het plan.",
            dated_on=on,
        ),
        now=moment(on),
    )


def _adopt(scene: Scene) -> None:
    on = scene.on(Until.ADOPTED)
    holder = scene.cast.actor(Role.MANDATE_HOLDER)
    plan_id = scene.plan_id(holder)
    plans.adopt_plan(actor=holder, plan_id=plan_id, adopted_on=on, now=moment(on))
    if scene.story.until == Until.ADOPTED:
        changing.begin(scene, on + timedelta(days=90))


def _fund(scene: Scene) -> None:
    _tick(scene, scene.story.adopted_on + timedelta(days=30))
    paying.fund(scene)
    if scene.story.until == Until.FUNDED and not scene.story.ending:
        on = scene.story.adopted_on + timedelta(days=90)
        changing.adopt_again(scene, on, _judge)


def _realise(scene: Scene) -> None:
    caring.look_back(scene)
    counting.realise(scene)


def _pay(scene: Scene) -> None:
    paying.pay(scene)
    caring.keep_looking(scene)


def _end(scene: Scene) -> None:
    if scene.story.ending == "waiting":
        return
    on = scene.story.adopted_on - timedelta(days=60)
    if scene.story.until >= Until.FUNDED:
        on = scene.story.adopted_on + timedelta(days=150)
        paying.stop(scene, on)
        return
    lead = scene.cast.actor(Role.TEAM_LEAD)
    cases.stop_case(
        actor=lead,
        case_id=scene.case_id,
        outcome=StopOutcome.WITHDRAWN,
        reason="Het huishouden wil nu geen plan.",
        on=on,
        now=moment(on),
    )


_STEPS: dict[Until, Callable[[Scene], None]] = {
    Until.REGISTERED: _register,
    Until.INCLUDED: _include,
    Until.LEEFWERELD: _leefwereld,
    Until.KNELPUNTEN: _knelpunten,
    Until.DOORBRAAK: _doorbraak,
    Until.REVIEW_ASKED: _ask_review,
    Until.APPROVED: _approve,
    Until.COSTS: counting.enter_costs,
    Until.PROGNOSIS: counting.freeze,
    Until.SIGNED: _sign,
    Until.ADOPTED: _adopt,
    Until.FUNDED: _fund,
    Until.REALISED: _realise,
    Until.VALIDATED: counting.validate,
    Until.ACCEPTED: paying.accept,
    Until.PAID: _pay,
}
