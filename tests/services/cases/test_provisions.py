from datetime import date
from decimal import Decimal

import pytest

from cases import selectors, services
from cases.domain.periods import Period
from cases.domain.provisions import InUse, UseKind
from cases.models import Case, ProvisionInUse
from sohos.core.bills import Law, Payer, Per
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW, register
from tests.towns import TODAY, Town

MARCH = date(2026, 3, 2)
CARE = InUse(UseKind.JEUGDHULP, Period(MARCH), quantity=Decimal(5))


def add(town: Town, case: Case, says: InUse = CARE) -> ProvisionInUse:
    with town.acting(Role.CASEMANAGER) as noor:
        return services.add_provision(actor=noor, case_id=case.pk, says=says, now=NOW)


def test_a_provision_feeds_the_reference_scenario(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    with almelo.acting(Role.CASEMANAGER) as noor:
        seen = selectors.case_of(noor, case_id=case.pk)
        people = selectors.people_of(noor, seen)
        zoe = next(pk for pk, name in people.items() if name == "Zoë Merel")
        provider = selectors.organisations(noor)[0]
    add(
        almelo,
        case,
        InUse(
            UseKind.JEUGDHULP,
            Period(MARCH, date(2026, 6, 30)),
            what=" Gezinsbegeleiding ",
            person_id=zoe,
            organisation_id=provider.pk,
            quantity=Decimal("2.5"),
            price_code="jeugd-begeleiding-uur",
        ),
    )
    add(almelo, case, InUse(UseKind.BIJSTAND, Period(date(2026, 4, 1))))
    with almelo.acting(Role.CASEMANAGER) as noor:
        both = selectors.provisions_of_case(noor, case_id=case.pk)
        now = selectors.provisions_of_case(noor, case_id=case.pk, on=TODAY)
    youth, income = both
    assert (youth.law, youth.payer) == (Law.JEUGDWET, Payer.MUNICIPALITY)
    assert (youth.quantity, youth.unit, youth.per) == (
        Decimal("2.50"),
        "uur",
        Per.WEEK,
    )
    assert (youth.what, youth.person) == ("Gezinsbegeleiding", "Zoë Merel")
    assert youth.organisation == provider.label_nl
    assert youth.price_code == youth.suggested_price == "jeugd-begeleiding-uur"
    assert now == (income,)
    assert (income.quantity, income.person, income.organisation) == (None, "", "")


def test_what_the_intake_named_is_described_once(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    row = add(almelo, case)
    with almelo.acting(Role.CASEMANAGER) as noor:
        seen = selectors.case_of(noor, case_id=case.pk)
        assert selectors.provisions_to_describe(noor, seen) == (
            UseKind.BIJSTAND,
            UseKind.SCHULDHULP,
        )
        services.remove_provision(actor=noor, provision_id=row.pk, now=NOW)
        assert UseKind.JEUGDHULP in selectors.provisions_to_describe(noor, seen)
        assert selectors.provisions_of_case(noor, case_id=case.pk) == ()
        with pytest.raises(NotFoundError):
            selectors.provision_to_change(noor, provision_id=row.pk)


def test_two_people_do_not_overwrite_each_other(almelo: Town, den_haag: Town) -> None:
    case = register(almelo)
    row = add(almelo, case)
    with almelo.acting(Role.CASEMANAGER) as noor:
        more = InUse(UseKind.JEUGDHULP, Period(MARCH), quantity=Decimal(8))
        change = services.change_provision
        change(actor=noor, provision_id=row.pk, says=more, version=1, now=NOW)
        with pytest.raises(services.RowChangedMeanwhileError):
            change(actor=noor, provision_id=row.pk, says=CARE, version=1, now=NOW)
        _case, now = selectors.provision_to_change(noor, provision_id=row.pk)
        assert (now.quantity, now.version) == (Decimal(8), 2)


def test_nobody_else_writes_down_provisions(almelo: Town, den_haag: Town) -> None:
    case, theirs = register(almelo), register(den_haag)
    row = add(almelo, case)
    with almelo.acting(Role.CONTROLLER) as carlo, pytest.raises(NotAllowedError):
        services.add_provision(actor=carlo, case_id=case.pk, says=CARE, now=NOW)
    with den_haag.acting(Role.CASEMANAGER) as other:
        with pytest.raises(NotFoundError):
            services.remove_provision(actor=other, provision_id=row.pk, now=NOW)
        with pytest.raises(NotFoundError):
            selectors.provisions_of_case(other, case_id=case.pk)
        stranger = next(
            iter(
                selectors.people_of(other, selectors.case_of(other, case_id=theirs.pk))
            )
        )
    for says in (
        InUse(UseKind.BIJSTAND, Period(MARCH), person_id=stranger),
        InUse(UseKind.BIJSTAND, Period(MARCH), organisation_id=10**9),
    ):
        with pytest.raises(NotFoundError):
            add(almelo, case, says)
