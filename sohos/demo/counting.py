"""The KBA of a story: rows, prognosis, what was really used, validation."""

from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction
from typing import Any

from kba import selectors as kba_selectors
from kba import services as kba
from kba.domain.lines import Effect
from kba.domain.realisation import Measured
from kba.domain.stages import Stage
from kba.domain.validation import Decision
from kba.domain.variants import Change
from kba.services import Said
from plans import selectors as plans
from sohos.core.bills import Law, Payer, Per
from sohos.core.euro import Euro
from sohos.demo.clock import moment
from sohos.demo.scene import Scene
from sohos.demo.stories import Until
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Role

PRICE_YEAR = 2022
_TARIFF = "Contracttarief van de gemeente, prijspeil 2022"


def enter_costs(scene: Scene) -> None:
    """Enter the rows of the KBA from the price catalogue."""
    on = scene.on(Until.COSTS)
    writer = scene.casemanager()
    started = kba.start_kba(
        actor=writer,
        case_id=scene.case_id,
        reference_on=scene.story.adopted_on,
        horizon_years=3,
        price_year=PRICE_YEAR,
        now=moment(on),
    )
    catalogue = scene.cast.register(_prices, Role.CASEMANAGER)
    plan = plans.plan_of(writer, plan_id=scene.plan_id(writer))
    doorbraak_id = plans.content_of(writer, plan).doorbraken[0].id
    for row in scene.situation["lines"]:
        price = catalogue[row["code"]]
        own = {} if price.price_year == PRICE_YEAR else _own_tariff(price)
        kba.add_line(
            actor=writer,
            kba_id=started.pk,
            text=kba.RowText(
                per=Per.YEAR,
                quantity_without=Fraction(row["without"]),
                quantity_with=Fraction(row["with"]),
                first_on=scene.story.adopted_on,
                effect=Effect(
                    deadweight=Fraction(1, 10),
                    deadweight_reason="Een deel daalt ook zonder plan.",
                    evidence_grade=1,
                ),
                evidence_note="Beschikking in het dossier",
                doorbraak_id=doorbraak_id,
                **(own or {"price_code": price.code}),
            ),
            now=moment(on),
        )
    _weigh_variant(scene, writer)


def _weigh_variant(scene: Scene, writer: Actor) -> None:
    """Weigh a slower plan against the one that was written."""
    found = kba_selectors.kba_of(writer, kba_id=scene.kba_id(writer))
    changes = {
        stem: Change((row.quantity_without + row.quantity_with) / 2)
        for stem, row in kba_selectors.plan_rows(found).items()
        if row.quantity_with < row.quantity_without
    }
    kba.add_variant(
        actor=writer,
        kba_id=found.pk,
        name="Langzamer afbouwen",
        changes=changes,
        now=moment(scene.on(Until.COSTS)),
    )


def _prices(writer: Actor) -> Iterable[Any]:
    """List the prices of the catalogue in force."""
    return kba_selectors.prices(writer, kba_selectors.catalogue_in_force(writer))


def _own_tariff(price: Any) -> dict[str, Any]:
    """Return a catalogue price as a tariff of the municipality's own.

    Its index series is not in the catalogue, so it cannot be carried to another year.
    """
    return {
        "description": price.label_nl,
        "unit": price.unit,
        "unit_price": Euro(price.amount_cents),
        "price_year": PRICE_YEAR,
        "price_source": _TARIFF,
        "price_grade": 3,
        "payers": tuple(
            (Payer(name), Fraction(share)) for name, share in price.payers.items()
        ),
        "law": Law(price.law),
    }


def freeze(scene: Scene) -> None:
    """Freeze the prognosis, which becomes part 4 of the plan."""
    on = scene.on(Until.PROGNOSIS)
    writer = scene.casemanager()
    kba.freeze_prognosis(actor=writer, kba_id=scene.kba_id(writer), now=moment(on))


def realise(scene: Scene) -> None:
    """Enter what was really used in the year, and ask an accountant to look."""
    on = scene.counted_on
    writer = scene.casemanager()
    found = kba_selectors.kba_of(writer, kba_id=scene.kba_id(writer))
    measured = {
        kba_selectors.stem_of(line): Measured(
            units=_used(row, fails=scene.story.fails),
            evidence_note="Nota's en declaraties van het jaar, in het dossier",
        )
        for line, row in zip(
            kba_selectors.lines_of(found), scene.situation["lines"], strict=True
        )
    }
    kba.realise_year(
        actor=writer,
        kba_id=found.pk,
        measured=measured,
        realised_on=on,
        now=moment(on),
    )
    kba.assign_accountant(
        actor=scene.cast.actor(Role.TEAM_LEAD),
        kba_id=found.pk,
        accountant_id=scene.cast.users[Role.ACCOUNTANT][0],
        now=moment(on),
    )


def validate(scene: Scene) -> None:
    """Let the accountant agree to every row and validate the year."""
    on = scene.counted_on + timedelta(days=14)
    accountant = scene.cast.actor(Role.ACCOUNTANT)
    found = kba_selectors.kba_of(accountant, kba_id=scene.kba_id(accountant))
    realisation = kba_selectors.latest_stage(found, Stage.REALISATION)
    if realisation is None:
        raise LookupError(scene.story.name)
    for line in kba_selectors.lines_of(found):
        kba.judge_line(
            actor=accountant,
            stage_id=realisation.pk,
            row=kba_selectors.stem_of(line),
            said=Said(word=Decision.ACCEPTED),
            now=moment(on),
        )
    kba.validate_realisation(
        actor=accountant, stage_id=realisation.pk, validated_on=on, now=moment(on)
    )


def _used(row: dict[str, str], *, fails: bool) -> Fraction:
    measured = Fraction(row["measured"])
    if not fails:
        return measured
    return (Fraction(row["without"]) + measured) / 2
