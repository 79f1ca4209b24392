"""What every act that freezes a stage shares: the bytes, the hash, the row."""

from datetime import date, datetime

from django.db.models import Max

from kba import selectors
from kba.domain import contract, stages
from kba.domain.document.outcome import amounts
from kba.domain.inputs import KbaInput
from kba.domain.simulation import calibration
from kba.domain.stages import FrozenStage, Pins
from kba.domain.stages import Stage as StageKind
from kba.models import Kba, Stage
from sohos.audit import services as audit
from sohos.tenancy.actor import Actor

NO_CONTRACT = "-"


def freeze(
    kba: Kba,
    content: KbaInput,
    *,
    kind: StageKind,
    on: date,
    actor: Actor,
    now: datetime,
    previous: tuple[Stage, FrozenStage] | None = None,
    year: int = 1,
) -> Stage:
    """Compute and store a stage of a locked KBA, and record the act.

    Raises:
        StageOutOfOrderError: `previous` is not the stage that comes before.
    """
    frozen = stages.freeze(
        content,
        stage=kind,
        pins=Pins(
            catalogue_version=str(kba.catalogue.version),
            contract_version=_contract_version(actor, kba, on),
            seed=kba.seed,
        ),
        previous=previous[1] if previous else None,
    )
    stage = _stored(
        kba, frozen, on=on, actor=actor, now=now, previous=previous, year=year
    )
    audit.record(
        f"kba.{kind.name.lower()}_frozen",
        actor=actor,
        subject=f"kba:{kba.pk}",
        at=now,
        detail={"stage": stage.pk, "sha256": stage.sha256},
    )
    return stage


def _contract_version(actor: Actor, kba: Kba, on: date) -> str:
    engagement = selectors.engagement_of(actor, kba, on=on)
    return str(engagement.contract_version) if engagement else NO_CONTRACT


def _stored(
    kba: Kba,
    frozen: FrozenStage,
    *,
    on: date,
    actor: Actor,
    now: datetime,
    previous: tuple[Stage, FrozenStage] | None,
    year: int,
) -> Stage:
    return Stage.objects.create(
        kba=kba,
        number=_next_number(kba),
        kind=frozen.stage.value,
        year=year,
        previous=previous[0] if previous else None,
        on=on,
        at=now,
        by_id=actor.user_id,
        content=frozen.content.decode(),
        sha256=frozen.sha256,
        input_sha256=frozen.input_sha256,
        engine_version=frozen.pins.engine_version,
        catalogue_version=frozen.pins.catalogue_version,
        contract_version=frozen.pins.contract_version,
        seed=frozen.pins.seed,
        result=amounts(frozen.result),
        code_pairs=_pairs(frozen, previous[1] if previous else None),
        municipal_saving_cents=contract.municipal_saving(frozen.result.contract).cents,
    )


def _pairs(
    frozen: FrozenStage, previous: FrozenStage | None
) -> dict[str, list[int]] | None:
    """Keep of a first measured year what was expected and realised per code."""
    if previous is None or previous.stage is not StageKind.PROGNOSIS:
        return None
    return {
        pair.code: [pair.expected.cents, pair.realised.cents]
        for pair in calibration.pairs_of(previous.kba, frozen.kba)
    }


def _next_number(kba: Kba) -> int:
    last = Stage.objects.filter(kba=kba).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
