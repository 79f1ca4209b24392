"""Invented examples for the style guide."""

from datetime import date
from fractions import Fraction
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict

from sohos.core.euro import Euro
from sohos.jobs.selectors import JobStatus
from sohos.pages.charts import LineChart, Segment, Series
from sohos.pages.fields import DateField, EuroField
from sohos.pages.states import STATES


class ConversationForm(forms.Form):
    """One of every kind of field."""

    subject = forms.CharField(label="Onderwerp", max_length=80)
    held_on = DateField(label="Wanneer was het gesprek?")
    next_on = DateField(label="Wanneer is het volgende?", picker=True, required=False)
    debt = EuroField(
        label="Hoe hoog is de huurschuld?", help_text="In euro, bijvoorbeeld 1.234,56"
    )
    payer = forms.ChoiceField(
        label="Wie betaalt?",
        choices=[
            ("", "Kies"),
            ("jw", "Gemeente · Jeugdwet"),
            ("wmo", "Gemeente · Wmo"),
        ],
    )
    certainty = forms.ChoiceField(
        label="Hoe zeker is dit?",
        widget=forms.RadioSelect,
        choices=[
            ("invoice", "Nota"),
            ("decision", "Beschikking"),
            ("guess", "Schatting"),
        ],
    )
    notes = forms.CharField(
        label="Verslag", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    paper = forms.FileField(
        label="Bijlage", help_text="PDF, JPG of PNG, hoogstens 10 MB", required=False
    )
    agreed = forms.BooleanField(label="Het gezin is het hiermee eens", required=False)


def _line_chart() -> LineChart:
    return LineChart(
        description="Lijngrafiek. Eind 2026 is 682 duizend euro opgenomen, "
        "het plan was 1.051 duizend. Terugbetaald is 202 duizend.",
        axis="in duizenden euro",
        points=("K1", "K2", "K3", "K4", "K1 2026", "K2", "K3", "K4"),
        series=(
            Series("Plan", (72, 216, 374, 528, 682, 840, 998, 1051), "plan"),
            Series("Opgenomen", (58, 182, 293, 403, 499, 590, 658, 682), "1"),
            Series("Terugbetaald", (0, 0, 0, 0, 0, 43, 110, 202), "4"),
        ),
    )


def examples(data: QueryDict | None) -> dict[str, Any]:
    """Return what the style guide shows.

    Args:
        data: what was posted, to see the form with its mistakes; None for an empty
            form.
    """
    return {
        "form": ConversationForm(data),
        "states": STATES,
        "page": Paginator(range(240), 20).get_page(4),
        "amount": Euro(1_434_400_00),
        "less": Euro(-7_875_00),
        "share": Fraction(213, 1000),
        "today": date(2027, 1, 15),
        "payers": [
            ("Jeugdwet", Euro(528_400_00), Euro(614_400_00)),
            ("Wmo", Euro(341_200_00), Euro(337_800_00)),
            ("Participatiewet", Euro(121_700_00), Euro(187_200_00)),
        ],
        "maximum": Euro(614_400_00),
        "segments": [
            Segment("Terugbetaald", 201_600, "m-repaid"),
            Segment("Staat klaar voor betaling", 57_600, "m-due"),
            Segment("In uitvoering", 360_000, "m-running"),
            Segment("Bij de accountant", 33_600, "m-validating"),
            Segment("Resultaat niet gehaald", 28_800, "m-failed"),
        ],
        "chart": _line_chart(),
        "running": JobStatus(1, "example", "running", 42, 67, {}),
        "done": JobStatus(2, "example", "done", 67, 67, {}),
    }
