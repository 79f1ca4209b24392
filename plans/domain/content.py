"""What a maatwerkplan says, as values; its canonical form and hash (rules P1 to P3)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sohos.core.euro import Euro


@dataclass(frozen=True, slots=True)
class Leefwereld:
    """Part 1: the household in its own words; lists are texts with one item a line."""

    story: str = ""
    said_by: str = ""
    wishes: str = ""
    needed: str = ""
    main_breakthrough: str = ""
    can_self: str = ""
    needs_help: str = ""


@dataclass(frozen=True, slots=True)
class Domain:
    """A life domain that was opened, and why; part of part 1."""

    id: int
    code: str
    label: str
    purpose: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Knelpunt:
    """Part 2: one thing that stands in the way, with the labels of that day."""

    id: int
    text: str
    kind: str
    kind_label: str
    severity: str
    explanation: str = ""
    life_domain: str = ""
    organisation: str = ""
    rule: str = ""
    since_on: date | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Who does what, and when."""

    what: str
    who: str
    by_on: date | None = None


@dataclass(frozen=True, slots=True)
class Doorbraak:
    """Part 3: what breaks through which knelpunten."""

    id: int
    text: str
    overcomes: tuple[int, ...]
    cost: Euro
    deviates_from: str = ""
    justification: str = ""
    decider: str = ""
    grip: str = ""
    alternatives: str = ""
    result_by_on: date | None = None
    agreements: tuple[Agreement, ...] = ()


@dataclass(frozen=True, slots=True)
class Prognosis:
    """Part 4: the frozen prognosis of the KBA, by its hash."""

    stage_id: int
    sha256: str
    saving: Euro


@dataclass(frozen=True, slots=True)
class PlanContent:
    """The four parts of one plan, knelpunten and doorbraken in the order shown."""

    case_code: str
    leefwereld: Leefwereld
    knelpunten: tuple[Knelpunt, ...] = ()
    doorbraken: tuple[Doorbraak, ...] = ()
    prognosis: Prognosis | None = None
    domains: tuple[Domain, ...] = ()


def lines(text: str) -> tuple[str, ...]:
    """Return the items of a text with one item a line, without bullets and blanks."""
    stripped = (line.strip().lstrip("-*•").strip() for line in text.splitlines())
    return tuple(line for line in stripped if line)


def canonical(value: Mapping[str, Any]) -> str:
    """Write values as JSON in exactly one way: sorted keys, no spaces, days as ISO.

    Args:
        value: texts, whole numbers, days and None, nested in mappings and sequences.
    """
    return json.dumps(
        value,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        default=date.isoformat,
    )


def sha256(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in small hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def flat(content: PlanContent) -> dict[str, Any]:
    """Return the four parts as the values that are written down and hashed.

    Life domains stand there once one is open: a plan without any reads, and hashes, as
    plans did before they could be opened.
    """
    says = asdict(content)
    if not content.domains:
        del says["domains"]
    return says


def parse(says: Mapping[str, Any]) -> PlanContent:
    """Read a plan back from the values that were written down.

    Args:
        says: what `flat` gave, after a journey through JSON: days as ISO 8601.
    """
    prognosis = says["prognosis"]
    return PlanContent(
        case_code=says["case_code"],
        leefwereld=Leefwereld(**says["leefwereld"]),
        knelpunten=tuple(
            Knelpunt(**{**row, "since_on": _day(row["since_on"])})
            for row in says["knelpunten"]
        ),
        doorbraken=tuple(_doorbraak(row) for row in says["doorbraken"]),
        prognosis=None
        if prognosis is None
        else Prognosis(**{**prognosis, "saving": Euro(**prognosis["saving"])}),
        domains=tuple(Domain(**row) for row in says.get("domains", ())),
    )


def plan_hash(content: PlanContent) -> str:
    """Return the hash of the four parts: what a household signs."""
    return sha256(canonical(flat(content)))


def doorbraak_hash(content: PlanContent, doorbraak_id: int) -> str:
    """Return the hash of a doorbraak with the knelpunten it overcomes.

    It is what a jurist judges: the check holds for as long as this stays the same.

    Args:
        content: the plan.
        doorbraak_id: one of its doorbraken.
    """
    (doorbraak,) = (row for row in content.doorbraken if row.id == doorbraak_id)
    overcome = [row for row in content.knelpunten if row.id in doorbraak.overcomes]
    return sha256(
        canonical(
            {
                "doorbraak": asdict(doorbraak),
                "knelpunten": [asdict(row) for row in overcome],
            }
        )
    )


def _doorbraak(row: Mapping[str, Any]) -> Doorbraak:
    agreements = tuple(
        Agreement(**{**one, "by_on": _day(one["by_on"])}) for one in row["agreements"]
    )
    return Doorbraak(
        **{
            **row,
            "overcomes": tuple(row["overcomes"]),
            "cost": Euro(**row["cost"]),
            "result_by_on": _day(row["result_by_on"]),
            "agreements": agreements,
        }
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
