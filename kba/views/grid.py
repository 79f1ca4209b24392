"""The grid of rows as it was typed: which forms came in, and what became of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kba import selectors
from kba.forms import labels
from kba.forms.grid import GridForm, initial_grid_row
from kba.forms.stored import initial_of
from kba.services import LineEntry, LineOutcome
from kba.views import choosing
from sohos.core.errors import ConflictError
from sohos.tenancy.actor import Actor

_PREFIX = re.compile(r"[rn]\d{1,18}", re.ASCII)
_MOST_ROWS = 500
REMOVED: Promise = _(
    "Deze regel is intussen verwijderd. Bewaar nog eens om hem toe te voegen."
)


@dataclass(slots=True)
class GridRow:
    """A row of the grid: its form, the stored row behind it, and its state.

    `state` is empty before anything was sent, then one of `saved`, `same`, `blank`,
    `refused` and `conflict`.
    """

    prefix: str
    form: GridForm
    line: selectors.LineHandle | None = None
    state: str = ""

    @property
    def is_to_store(self) -> bool:
        """Tell whether the row was typed in and is right so far."""
        return self.state == ""

    def entry(self) -> LineEntry:
        """Return what was typed, in the version that was seen."""
        return LineEntry(
            self.form.text(),
            self.line.pk if self.line else None,
            self.form.cleaned_data["version"] or 0,
        )

    def ends(self, outcome: LineOutcome) -> None:
        """Take over what became of the row."""
        if outcome.error is None:
            self.line, self.state = outcome.line, "saved"
            return
        labels.refuse(self.form, outcome.error)
        is_conflict = isinstance(outcome.error, ConflictError)
        self.state = "conflict" if is_conflict else "refused"


@dataclass(frozen=True, slots=True)
class Grid:
    """Builds the rows of the grid of one KBA."""

    kba: selectors.KbaHandle
    lines: dict[int, selectors.LineHandle]
    causes: Sequence[tuple[str, Any]]

    def stored(self, line: selectors.LineHandle) -> GridRow:
        """Return a stored row as it is."""
        prefix = selectors.stem_of(line)
        return GridRow(prefix, self._form(prefix, line), line)

    def blank(self, prefix: str) -> GridRow:
        """Return an empty row."""
        return GridRow(prefix, self._form(prefix))

    def typed(self, prefix: str, data: QueryDict) -> GridRow:
        """Return a row as it was sent."""
        named = data.get(f"{prefix}-line", "")
        line = self.lines.get(int(named)) if named.isdecimal() else None
        is_gone = bool(named) and line is None
        if is_gone:
            data = data.copy()
            data[f"{prefix}-line"] = ""
        row = GridRow(prefix, self._form(prefix, line, data), line)
        if is_gone:
            row.form.add_error(None, str(REMOVED))
            row.state = "refused"
        elif line is None and row.form.is_blank:
            row.state = "blank"
        elif line is not None and row.form.is_unchanged:
            row.state = "same"
        elif not row.form.is_valid():
            row.state = "refused"
        return row

    def _form(
        self,
        prefix: str,
        line: selectors.LineHandle | None = None,
        data: QueryDict | None = None,
    ) -> GridForm:
        initial = initial_grid_row(self.kba)
        if line is not None:
            initial = {**initial_of(line), "line": line.pk}
        return GridForm(
            data,
            prefix=prefix,
            initial=initial,
            causes=self.causes,
            to_confirm=line.to_confirm if line else "",
        )


def grid_of(actor: Actor, kba: selectors.KbaHandle) -> Grid:
    """Prepare the grid of a KBA."""
    lines = {line.pk: line for line in selectors.lines_of(kba)}
    return Grid(kba, lines, choosing.causes_of(actor, kba))


def prefixes_in(data: QueryDict) -> list[str]:
    """Return the rows that were sent, in their order, each once."""
    sent = dict.fromkeys(data.getlist("row"))
    return [prefix for prefix in sent if _PREFIX.fullmatch(prefix)][:_MOST_ROWS]
