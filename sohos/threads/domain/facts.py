"""One knelpunt of an adopted plan as a fact to count (rules R1 to R4)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sohos.core.euro import ZERO, Euro, split
from sohos.threads.domain.laws import rule_of

BASIC_SECURITY = frozenset({"geld", "schulden", "wonen", "energie-en-huisraad"})
"""Life domains of bestaanszekerheid: money and housing."""


class Kind(StrEnum):
    """What stands in the way, as the taxonomy groups it."""

    RULE = "regel"
    PROTOCOL = "protocol"
    ROUTINE = "routine"
    COOPERATION = "samenwerking"
    SUPPLY = "aanbod"
    DATA = "gegevens"
    PERSONAL = "persoonlijk"


class Leaf(StrEnum):
    """Beside what the kinds are put in a table."""

    ORGANISATION = "organisatie"
    LAW = "wet"
    DOMAIN = "leefgebied"
    SORT = "soort"
    BREAKTHROUGH = "doorbraak"


class Measure(StrEnum):
    """Amounts that go with a count."""

    COST = "kosten"
    SAVING = "besparing"
    CARE = "zorg"


@dataclass(frozen=True, slots=True)
class Knelpunt:
    """A knelpunt as its plan was adopted; codes, no word of the household."""

    id: int
    kind: str
    sort: str
    organisation: str
    rule: str
    life_domain: str


@dataclass(frozen=True, slots=True)
class Doorbraak:
    """A doorbraak as its plan was adopted, and the law on which it rests."""

    overcomes: frozenset[int]
    cost: Euro
    law: str


@dataclass(frozen=True, slots=True)
class AdoptedPlan:
    """What is counted of one adopted plan; `care` is what care costs less."""

    household: int
    knelpunten: Sequence[Knelpunt]
    doorbraken: Sequence[Doorbraak]
    saving: Euro
    care: Euro


@dataclass(frozen=True, slots=True)
class Fact:
    """A knelpunt with its place in every table, and its part of the amounts."""

    household: int
    kind: str
    leaves: Mapping[Leaf, str]
    amounts: Mapping[Measure, Euro]


def facts_of(plans: Iterable[AdoptedPlan]) -> list[Fact]:
    """Return each knelpunt of the plans as a fact; the parts add up to the plan.

    The cost of a doorbraak is divided equally over the knelpunten that it overcomes,
    the saving of a plan over all knelpunten that a doorbraak overcomes, and over all
    of them where none does.
    """
    return [fact for plan in plans for fact in _facts(plan)]


def _facts(plan: AdoptedPlan) -> Iterator[Fact]:
    known = [row.id for row in plan.knelpunten]
    if not known:
        return
    cost = dict.fromkeys(known, ZERO)
    for row in plan.doorbraken:
        for key, part in _divided(row.cost, _touched(known, [row])).items():
            cost[key] += part
    touched = _touched(known, plan.doorbraken)
    saving, care = _divided(plan.saving, touched), _divided(plan.care, touched)
    for one in plan.knelpunten:
        yield Fact(
            household=plan.household,
            kind=one.kind,
            leaves={
                Leaf.ORGANISATION: one.organisation,
                Leaf.LAW: rule_of(one.rule),
                Leaf.DOMAIN: one.life_domain,
                Leaf.SORT: one.sort,
                Leaf.BREAKTHROUGH: _breakthrough(one.id, plan.doorbraken),
            },
            amounts={
                Measure.COST: cost[one.id],
                Measure.SAVING: saving.get(one.id, ZERO),
                Measure.CARE: care.get(one.id, ZERO),
            },
        )


def _touched(known: Sequence[int], doorbraken: Sequence[Doorbraak]) -> list[int]:
    found = [key for key in known if any(key in row.overcomes for row in doorbraken)]
    return found or list(known)


def _divided(amount: Euro, keys: Sequence[int]) -> dict[int, Euro]:
    return dict(zip(keys, split(amount, [1] * len(keys)), strict=True))


def _breakthrough(knelpunt_id: int, doorbraken: Sequence[Doorbraak]) -> str:
    """Return the law of the first doorbraak that overcomes it; none is empty."""
    for row in doorbraken:
        if knelpunt_id in row.overcomes:
            return rule_of(row.law)
    return ""
