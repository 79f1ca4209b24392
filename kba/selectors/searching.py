"""Reads: prices of the list by the words that somebody types."""

from django.db.models import Case, IntegerField, Q, When

from kba.models import Kba
from kba.selectors.catalogue import ListedPrice, listed_prices, prices
from sohos.tenancy.actor import Actor

_MOST_WORDS = 6


def search_prices(
    actor: Actor, kba: Kba, *, words: str, most: int
) -> list[ListedPrice]:
    """Find prices by words of their name, code, unit or law, in either language.

    Args:
        actor: whose municipality counts.
        kba: names the version of the catalogue, and the day that counts.
        words: all have to occur; without any the first prices are given.
        most: how many are given.

    Returns:
        Those of which the name begins with the words first, then by name.
    """
    found = prices(actor, kba.catalogue)
    for word in words.split()[:_MOST_WORDS]:
        found = found.filter(
            Q(label_nl__icontains=word)
            | Q(label_en__icontains=word)
            | Q(code__icontains=word)
            | Q(unit__icontains=word)
            | Q(law__icontains=word)
        )
    begins = Q(label_nl__istartswith=words) | Q(label_en__istartswith=words)
    rows = found.alias(
        rank=Case(When(begins, then=0), default=1, output_field=IntegerField())
    ).order_by("rank", "label_nl", "code")[:most]
    return listed_prices(actor, rows, on=kba.reference_on)
