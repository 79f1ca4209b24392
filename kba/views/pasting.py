"""Rows out of a spreadsheet: looked at first, then taken over as far as they are good."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kba import selectors, services
from kba.forms import labels, pasting
from kba.forms.grid import GridForm, initial_grid_row
from kba.forms.pasted import PasteForm
from kba.forms.pasting import Pasted, PastedRow
from kba.views import page
from sohos.core.errors import DomainError
from sohos.tenancy.actor import ActorRequest
from sohos.tenancy.permissions import Permission

_TAKE = "take"


@dataclass(frozen=True, slots=True)
class Looked:
    """A pasted row with its form; a good one can be taken over."""

    row: PastedRow
    form: GridForm

    @property
    def is_good(self) -> bool:
        """Tell whether the rules accept the row."""
        return not self.form.errors

    @property
    def cells(self) -> list[tuple[str, list[str]]]:
        """Return each cell as it was pasted, with what is wrong in it."""
        named = zip(self.row.cells, self.row.columns, strict=False)
        return [
            (cell, [str(each) for each in self.form.errors.get(name or "", [])])
            for cell, name in named
        ]

    @property
    def gaps(self) -> range:
        """Return the columns that the row does not reach."""
        return range(len(self.row.columns) - len(self.cells))

    @property
    def lacking(self) -> list[tuple[str, str]]:
        """Return what is wrong outside the pasted columns, by field."""
        return [
            (
                str(self.form.fields[name].label) if name in self.form.fields else "",
                str(text),
            )
            for name, texts in self.form.errors.items()
            if name not in self.row.columns
            for text in texts
        ]


@require_http_methods(["GET", "HEAD", "POST"])
def paste_lines(request: ActorRequest, kba_id: int) -> HttpResponse:
    """Show what is good and bad in a pasted table, and take over what is good."""
    request.actor.require(Permission.KBA_WRITE)
    kba = selectors.kba_to_change(request.actor, kba_id=kba_id)
    if request.method != "POST":
        return _show(request, kba, PasteForm())
    form = PasteForm(request.POST)
    if not form.is_valid():
        return _show(request, kba, form, status=422)
    pasted = pasting.read(form.cleaned_data["table"])
    looked = _look(request, kba, pasted)
    if request.POST.get("act") == _TAKE:
        return _take(request, kba, form, pasted, looked)
    return _show(request, kba, form, pasted, looked)


def _take(
    request: ActorRequest,
    kba: selectors.KbaHandle,
    form: PasteForm,
    pasted: Pasted,
    looked: Sequence[Looked],
) -> HttpResponse:
    """Add the good rows; the bad ones stay in the box."""
    good = [each for each in looked if each.is_good]
    try:
        services.add_lines(
            actor=request.actor,
            kba_id=kba.pk,
            texts=[each.form.text() for each in good],
            seen=form.cleaned_data["seen"] or 0,
            now=timezone.now(),
        )
    except DomainError as error:
        form.add_error(None, labels.words_of(error))
        return _show(request, kba, form, pasted, looked, status=422)
    told = ngettext(
        "%(count)d regel is overgenomen.",
        "%(count)d regels zijn overgenomen.",
        len(good),
    )
    messages.success(request, told % {"count": len(good)})
    bad = [each for each in looked if not each.is_good]
    if not bad:
        return redirect("edit-lines", kba_id=kba.pk)
    left = ngettext(
        "%(count)d rij staat nog in het vak. Verbeter die hieronder.",
        "%(count)d rijen staan nog in het vak. Verbeter die hieronder.",
        len(bad),
    )
    messages.warning(request, left % {"count": len(bad)})
    rest = PasteForm(initial={"table": pasted.text(each.row for each in bad)})
    return _show(request, kba, rest, pasted, bad)


def _look(
    request: ActorRequest, kba: selectors.KbaHandle, pasted: Pasted
) -> list[Looked]:
    """Judge each row by its form and by the rules; nothing is stored."""
    known = {
        name.casefold(): row.code
        for row in selectors.prices(request.actor, kba.catalogue)
        for name in (row.code, row.label_nl, row.label_en)
    }
    looked = [Looked(row, _form(kba, row, known)) for row in pasted.rows]
    sound = [each for each in looked if each.form.is_valid()]
    refused = services.check_lines(
        actor=request.actor, kba_id=kba.pk, texts=[each.form.text() for each in sound]
    )
    for each, error in zip(sound, refused, strict=True):
        if error is not None:
            labels.refuse(each.form, error)
    for each in looked:
        for name, text in each.row.faults.items():
            each.form.add_error(name, str(text))
    return looked


def _form(kba: selectors.KbaHandle, row: PastedRow, known: dict[str, str]) -> GridForm:
    """Put a pasted row in the form of the grid; a listed name brings its price."""
    prefix = f"p{row.number}"
    initial = initial_grid_row(kba)
    start = GridForm(prefix=prefix, initial=initial)
    fields = dict(row.fields)
    if "unit_price" not in fields:
        code = known.get(fields.get("description", "").casefold())
        fields.setdefault("price_code", code or "")
    data = QueryDict(mutable=True)
    for name in start.fields:
        value = fields.get(name, start[name].value())
        data[f"{prefix}-{name}"] = _typed(value)
    return GridForm(data, prefix=prefix, initial=initial)


def _typed(value: object) -> str:
    return "" if value is None else str(value)


def _show(
    request: ActorRequest,
    kba: selectors.KbaHandle,
    form: PasteForm,
    pasted: Pasted | None = None,
    looked: Sequence[Looked] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    good = sum(each.is_good for each in looked)
    names = GridForm(initial=initial_grid_row(kba)).fields
    shown = pasted.columns if pasted else pasting.ORDER
    context = {
        **page.about(request.actor, kba),
        "form": form,
        "seen": selectors.entries_of(kba),
        "looked": looked,
        "good": good,
        "bad": len(looked) - good,
        "unknown": pasted.unknown if pasted else [],
        "columns": [names[name].label if name else "" for name in shown],
        "order": [names[name].label for name in pasting.ORDER],
    }
    return render(request, "kba/paste_lines.html", context, status=status)
