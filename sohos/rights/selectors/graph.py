"""Reads: every row that hangs from a case, whichever app keeps it.

New tables are found by themselves: what refers to a row of the file belongs to it.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models

ROOT = "cases.Case"
APPS = frozenset({"cases", "plans", "kba", "funds"})
# Rows of these belong to the municipality; what refers to them is not of one case.
_REGISTERS = frozenset(
    {
        "cases.LifeDomain",
        "cases.Organisation",
        "cases.Programme",
        "plans.KnelpuntKind",
        "plans.LegalBasis",
        "kba.Catalogue",
        "kba.OwnPrice",
        "kba.PriceList",
        "kba.PriceRow",
        "kba.IndexLevel",
    }
)
Rows = dict[str, set[int]]


def model_of(label: str) -> Any:
    """Return a model by its label, such as `cases.Person`."""
    return apps.get_model(label)


def rows_of_case(case_id: int, *, household_id: int) -> Rows:
    """Return the ids of all rows that hang from a case, by model.

    The number of queries depends on the number of tables alone. Persons are those who
    are or were members of the household.

    Args:
        case_id: a case of the running tenant.
        household_id: its household.
    """
    found: Rows = {ROOT: {case_id}, "cases.Household": {household_id}}
    waiting = [ROOT, "cases.Household"]
    while waiting:
        label = waiting.pop(0)
        for child, name in _children(label):
            new = _ids(child, {f"{name}__in": found[label]}) - found.get(child, set())
            if new and _belongs(child, label):
                found.setdefault(child, set()).update(new)
                waiting.append(child)
    members = model_of("cases.HouseholdMember").objects.filter(
        pk__in=found.get("cases.HouseholdMember", ())
    )
    found["cases.Person"] = set(members.values_list("person_id", flat=True))
    return found


def _children(label: str) -> Iterator[tuple[str, str]]:
    for relation in model_of(label)._meta.related_objects:
        child = relation.related_model
        kept = child._meta.app_label in APPS and not relation.many_to_many
        if kept and child._meta.label not in _REGISTERS:
            yield child._meta.label, relation.field.name
    yield from _hidden_children(label)


def _hidden_children(label: str) -> Iterator[tuple[str, str]]:
    """List what refers without a name for the way back (`related_name="+"`)."""
    for child in apps.get_models():
        meta = child._meta
        if meta.app_label not in APPS or meta.label in _REGISTERS:
            continue
        for field in meta.local_fields:
            target = field.related_model
            if (
                isinstance(field, models.ForeignKey)
                and isinstance(target, type)
                and target._meta.label == label
                and field.remote_field.hidden
            ):
                yield meta.label, field.name


def _belongs(child: str, parent: str) -> bool:
    """A household has other cases; they are files of their own."""
    return not (parent == "cases.Household" and child == ROOT)


def _ids(label: str, condition: dict[str, Iterable[int]]) -> set[int]:
    return set(model_of(label).objects.filter(**condition).values_list("pk", flat=True))
