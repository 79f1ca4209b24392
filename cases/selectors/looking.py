"""Reads: on what ground somebody looks at a row of a case, for the log (rule C24)."""

from collections.abc import Callable
from functools import partial

from cases.models import Debt, Involvement, ProvisionInUse
from cases.selectors.emergency import ground_of
from sohos.tenancy.actor import Actor

_Row = type[Involvement] | type[ProvisionInUse] | type[Debt]
_ROWS: dict[str, _Row] = {
    "involvement_id": Involvement,
    "provision_id": ProvisionInUse,
    "debt_id": Debt,
}


def grounds_of_rows() -> dict[str, Callable[[Actor, int], str]]:
    """Return how to tell the ground, by the name of the row in an address."""
    return {name: partial(_ground, kind) for name, kind in _ROWS.items()}


def _ground(kind: _Row, actor: Actor, row_id: int) -> str:
    found = kind._default_manager.filter(
        municipality_id=actor.municipality_id, pk=row_id
    )
    case_id = found.values_list("case_id", flat=True).first()
    return "" if case_id is None else ground_of(actor, case_id)
