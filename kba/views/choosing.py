"""What can be chosen in a row: prices of the list, and what it follows from."""

from itertools import groupby

from django.utils.translation import gettext as _

from kba import selectors
from plans import selectors as plans
from sohos.core.bills import Law, Per
from sohos.pages import bills, formats
from sohos.tenancy.actor import Actor

_LONGEST = 80


def prices_of(
    actor: Actor, kba: selectors.KbaHandle
) -> dict[str, list[tuple[str, str]]]:
    """Return the prices of the catalogue of a KBA by law, as choices."""
    rows = selectors.listed_prices(
        actor, selectors.prices(actor, kba.catalogue), on=kba.reference_on
    )
    return {
        str(bills.LAWS[Law(law)]): [
            (listed.row.code, f"{name_of(listed.row)}, {about_price(listed)}")
            for listed in group
        ]
        for law, group in groupby(rows, key=lambda listed: listed.row.law)
    }


def name_of(price: selectors.PriceHandle) -> str:
    """Return the name of a price in the language of the page."""
    return price.label_en if formats.is_english() else price.label_nl


def about_price(listed: selectors.ListedPrice) -> str:
    """Say in short what a price is for one unit, and of which year."""
    said = {
        "price": formats.signed_amount(listed.price.amount),
        "unit": listed.row.unit,
        "year": listed.price.year,
    }
    if listed.row.unit == Per.ONCE.value:
        return _("%(price)s, eenmalig (%(year)s)") % said
    return _("%(price)s per %(unit)s (%(year)s)") % said


def causes_of(
    actor: Actor, kba: selectors.KbaHandle
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what a row of a KBA may follow from, as choices in two groups."""
    plan = plans.plan_of_case(actor, case_id=kba.case_id)
    if plan is None:
        return []
    content = plans.content_of(actor, plan)
    return [
        (
            _("Doorbraken"),
            [
                (f"doorbraak:{row.id}", row.text[:_LONGEST])
                for row in content.doorbraken
            ],
        ),
        (
            _("Knelpunten"),
            [(f"knelpunt:{row.id}", row.text[:_LONGEST]) for row in content.knelpunten],
        ),
    ]
