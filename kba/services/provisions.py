"""Act: begin the rows of a KBA with what the household uses now."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from cases import selectors as cases
from kba import selectors
from kba.domain.lines import GRADES, Effect
from kba.domain.problems import InvalidInputError
from kba.models import Kba, PriceRow
from kba.services.entering import RowText
from kba.services.writing import add_line
from sohos.core.bills import Payer, Per
from sohos.tenancy.actor import Actor
from sohos.tenancy.permissions import Permission


@dataclass(frozen=True, slots=True)
class TakenOver:
    """How many provisions became a row, and how many wait for a quantity or a price."""

    rows: int
    left: int


@transaction.atomic
def take_over_provisions(*, actor: Actor, kba_id: int, now: datetime) -> TakenOver:
    """Add a row for each provision in use on the reference date that can be counted.

    Without and with the plan it is used alike, and nothing counts as an effect, until
    somebody says what the plan changes. A provision without a quantity, without a price of the catalogue in its
    unit, or that was given once, is left for the casemanager; one that became a row
    before is passed over.

    Args:
        actor: who writes in the case.
        kba_id: a KBA whose plan is not adopted.
        now: aware.

    Raises:
        NotAllowedError: the actor writes no KBA.
        NotFoundError: no such KBA, or somebody in the case is hidden from the actor.
        KbaClosedError: the plan was adopted.
    """
    actor.require(Permission.KBA_WRITE)
    kba = selectors.kba_of(actor, kba_id=kba_id)
    rows = left = 0
    there = {
        (line.price_row and line.price_row.code, line.evidence_note)
        for line in selectors.lines_of(kba)
    }
    for used in cases.provisions_of_case(
        actor, case_id=kba.case_id, on=kba.reference_on
    ):
        text = _row(actor, kba, used)
        if text is not None and (text.price_code, text.evidence_note) in there:
            continue
        if text is None or not _added(actor, kba, text, now=now):
            left += 1
        else:
            rows += 1
    return TakenOver(rows, left)


def _added(actor: Actor, kba: Kba, text: RowText, *, now: datetime) -> bool:
    try:
        add_line(actor=actor, kba_id=kba.pk, text=text, now=now)
    except InvalidInputError:
        return False
    return True


def _row(actor: Actor, kba: Kba, used: cases.ProvisionOfCase) -> RowText | None:
    code = used.price_code or used.suggested_price
    price = selectors.price_of(actor, kba.catalogue, code=code) if code else None
    if price is None or used.quantity is None or used.per is Per.ONCE:
        return None
    if used.unit.casefold() != price.unit.casefold():
        return None
    since = f"{used.period.from_on:%d-%m-%Y}"
    return RowText(
        per=used.per,
        quantity_without=Fraction(used.quantity),
        quantity_with=Fraction(used.quantity),
        first_on=kba.reference_on,
        last_on=used.period.until_on,
        price_code=price.code,
        law=used.law,
        payers=_payers(used, price),
        effect=Effect(
            deadweight=Fraction(1),
            deadweight_reason=_("Nog invullen: wat ook zonder plan verdwijnt"),
            evidence_grade=max(GRADES),
        ),
        evidence_note=_("Voorziening in gebruik sinds %(day)s") % {"day": since},
    )


def _payers(
    used: cases.ProvisionOfCase, price: PriceRow
) -> tuple[tuple[Payer, Fraction], ...]:
    if used.payer.value in price.payers:
        return ()
    return ((used.payer, Fraction(1)),)
