"""Act: write down what somebody answered about the quality of their life."""

from datetime import datetime

from django.db import transaction

from cases import selectors
from cases.domain import instruments, wellbeing
from cases.domain.wellbeing import Answer
from cases.models import Measurement
from sohos.audit import services as audit
from sohos.core.dates import local_day
from sohos.core.errors import NotFoundError
from sohos.tenancy.actor import Actor


@transaction.atomic
def measure(*, actor: Actor, case_id: int, says: Answer, now: datetime) -> Measurement:
    """Write down a score, or why there is none.

    A second answer of the same person, instrument and moment takes the place of the
    first, which is kept.

    Args:
        actor: who writes it down.
        case_id: the case, also when it is over.
        says: who answered what, at which moment.
        now: aware.

    Raises:
        NotAllowedError: the actor does not work on cases.
        NotFoundError: no such case, or no such person in it, for this actor.
        InstrumentUnknownError: the register holds no such instrument.
        ScoreOrReasonError, DayInFutureError, ProvenanceMissingError,
        ScaleMissingError, ScoreOutOfScaleError: it cannot be so.
    """
    case = selectors.case_to_work_on(actor, case_id=case_id)
    instrument = instruments.instrument(says.instrument)
    wellbeing.check(says, instrument, today=local_day(now))
    if says.person_id not in selectors.people_of(actor, case):
        raise NotFoundError
    low, high = (
        (None, None) if says.score is None else wellbeing.scale_of(says, instrument)
    )
    row = Measurement.objects.create(
        case=case,
        person_id=says.person_id,
        instrument=instrument.code,
        moment=says.moment,
        on=says.on,
        at=now,
        by_id=actor.user_id,
        score=says.score,
        low=low,
        high=high,
        non_response="" if says.non_response is None else says.non_response,
        provenance=says.provenance.strip(),
    )
    audit.record(
        "case.wellbeing_measured",
        actor=actor,
        subject=f"case:{case.pk}",
        at=now,
        detail={
            "measurement": row.pk,
            "moment": says.moment,
            "instrument": instrument.code,
        },
    )
    return row
