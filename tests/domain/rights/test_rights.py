from dataclasses import replace
from datetime import date

import pytest

from sohos.rights.domain.redaction import HIDDEN, Redactor
from sohos.rights.domain.register import FieldNote, processings_of
from sohos.rights.domain.retention import (
    Component,
    FileFacts,
    Ground,
    retention_of,
)

ENDED = FileFacts(
    has_youth_care=False,
    has_debt_help=False,
    is_aborted=False,
    ended_on=date(2020, 2, 29),
    changed_on=date(2020, 3, 5),
    components=frozenset(Component),
)


def decided(facts: FileFacts) -> dict[Component, tuple[Ground, date] | None]:
    return {
        one.component: (one.decisive.ground, one.decisive.until_on)
        if one.decisive
        else None
        for one in retention_of(facts)
    }


def test_a_plan_of_the_wmo_is_kept_fifteen_years() -> None:
    found = decided(ENDED)
    assert found[Component.PLAN] == (Ground.WMO, date(2035, 2, 28))
    assert found[Component.PROVISIONS] == (Ground.WMO, date(2035, 2, 28))
    assert found[Component.DEBTS] == (Ground.DEBT_HELP, date(2025, 2, 28))


def test_with_youth_care_twenty_years_after_the_last_change() -> None:
    youth = replace(ENDED, has_youth_care=True)
    assert decided(youth)[Component.PLAN] == (Ground.YOUTH, date(2040, 3, 5))
    later = replace(youth, changed_on=date(2024, 6, 1))
    assert decided(later)[Component.COURSE] == (Ground.YOUTH, date(2044, 6, 1))
    assert decided(later)[Component.DEBTS] == (Ground.DEBT_HELP, date(2025, 2, 28))
    earlier = replace(youth, changed_on=date(2019, 6, 1))
    assert decided(earlier)[Component.PLAN] == (Ground.YOUTH, date(2040, 2, 29))


def test_of_overlapping_grounds_the_longest_decides_and_all_are_told() -> None:
    facts = replace(ENDED, has_youth_care=True, has_debt_help=True)
    provisions = next(
        one for one in retention_of(facts) if one.component is Component.PROVISIONS
    )
    assert [term.ground for term in provisions.terms] == [
        Ground.YOUTH,
        Ground.WMO,
        Ground.DEBT_HELP,
    ]


def test_an_aborted_plan_goes_after_forty_two_days_and_the_rest_stays() -> None:
    found = decided(replace(ENDED, is_aborted=True))
    assert found[Component.PLAN] == (Ground.ABORTED, date(2020, 4, 11))
    assert found[Component.COSTS] == (Ground.ABORTED, date(2020, 4, 11))
    assert found[Component.PROVISIONS] == (Ground.WMO, date(2035, 2, 28))
    youth = decided(replace(ENDED, is_aborted=True, has_youth_care=True))
    assert youth[Component.PLAN] == (Ground.YOUTH, date(2040, 3, 5))


def test_while_a_case_runs_no_term_does() -> None:
    assert set(decided(replace(ENDED, ended_on=None)).values()) == {None}
    assert decided(replace(ENDED, components=frozenset({Component.PLAN}))).keys() == {
        Component.PLAN
    }


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Daan slaapt slecht.", f"{HIDDEN} slaapt slecht."),
        ("DAAN en daan", f"{HIDDEN} en {HIDDEN}"),
        ("Daantje blijft.", "Daantje blijft."),
        ("Mila Merel belde Jan de Boer.", f"Mila Merel belde {HIDDEN} de {HIDDEN}."),
        ("Zoë\u2019s school", f"{HIDDEN}\u2019s school"),
        ("Şahin-Nuñez kwam", f"{HIDDEN} kwam"),
    ],
)
def test_names_of_others_go_and_the_own_name_stays(text: str, clean: str) -> None:
    others = ["Daan Merel", "Zoë Merel", "Jan de Boer", "Ali Şahin-Nuñez", ""]
    assert Redactor.of(others, own=["Mila Merel"]).clean(text) == clean


def test_without_others_a_text_stays() -> None:
    assert Redactor.of([], own=["Mila"]).clean("Mila en Daan") == "Mila en Daan"


def test_the_register_counts_what_is_personal() -> None:
    notes = [
        FieldNote("cases.Person", "surname", "personal", "household", "plan 15y", ""),
        FieldNote("cases.Case", "risks", "special", "household", "plan 15y", ""),
        FieldNote("cases.Case", "team", "none", "none", "", ""),
        FieldNote("audit.Line", "user", "pseudonym", "professional", "log 15y", ""),
    ]
    audit, cases = processings_of(notes)
    assert (audit.app, cases.app) == ("audit", "cases")
    assert cases.kinds == {"personal": 1, "special": 1}
    assert cases.has_special
    assert not audit.has_special
    assert audit.subjects == ("professional",)
    assert cases.retentions == ("plan 15y",)
