"""The municipality's own legal bases and kinds of knelpunten."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from plans import selectors, services
from plans.domain.legal import BasisNotValidError
from plans.models import Knelpunt, LegalBasis
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy.permissions import Role
from tests.services.cases.households import NOW
from tests.services.plans.planning import (
    REVIEW,
    doorbraak_id,
    kind_id,
    planned_case,
    under_review,
    written,
)
from tests.towns import Town

RULE = services.BasisText(
    law="Beleidsregels schuldhulp Almelo 2018",
    article="artikel 9",
    title_nl="Huurschuld uit het maatwerkbudget",
    what_it_allows_nl="De gemeente betaalt een huurschuld als een gezin anders weg moet.",
    authority="college van B en W",
    kind="beleidsregel",
    valid_from=date(2018, 1, 1),
    source="Gemeenteblad 2017, 999",
)
KIND = services.KindText("Geen plek voor huisdieren", "aanbod", "Opvang zonder dieren.")


def add(town: Town, says: services.BasisText = RULE) -> LegalBasis:
    with town.acting(Role.JURIST) as joost:
        return services.add_basis(actor=joost, says=says, now=NOW)


def judge(town: Town, basis: LegalBasis, on: date = REVIEW.decided_on) -> None:
    plan = under_review(town)
    row = doorbraak_id(town, plan)
    with town.acting(Role.JURIST) as joost:
        services.review_doorbraak(
            actor=joost,
            doorbraak_id=row,
            review=replace(REVIEW, decided_on=on),
            basis_ids=[basis.pk],
            now=NOW,
        )


def test_a_rule_of_the_municipality_can_carry_a_decision(
    almelo: Town, den_haag: Town
) -> None:
    basis = add(almelo)
    assert (basis.code, basis.is_own, basis.status) == ("eigen-1", True, "own")
    judge(almelo, basis)
    with almelo.acting(Role.JURIST) as joost:
        assert selectors.is_basis_used(joost, basis)
        with pytest.raises(services.BasisUsedError):
            services.change_basis(actor=joost, basis_id=basis.pk, says=RULE, now=NOW)
    with den_haag.acting(Role.JURIST) as other, pytest.raises(NotFoundError):
        selectors.basis_of(other, basis_id=basis.pk)


def test_a_rule_that_was_not_used_is_put_right(almelo: Town, den_haag: Town) -> None:
    basis = add(almelo)
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        saved = services.change_basis(
            actor=farid, basis_id=basis.pk, says=replace(RULE, article="10"), now=NOW
        )
        assert saved.article == "10"


def test_a_next_version_ends_the_one_before_on_the_day_before(
    almelo: Town, den_haag: Town
) -> None:
    first = add(almelo)
    later = replace(RULE, valid_from=date(2019, 2, 1), article="artikel 11")
    with almelo.acting(Role.JURIST) as joost:
        second = services.renew_basis(
            actor=joost, basis_id=first.pk, says=later, now=NOW
        )
        first.refresh_from_db()
        assert first.valid_to == date(2019, 1, 31)
        assert (second.code, second.follows_id) == ("eigen-1-v2", first.pk)
        third = services.renew_basis(
            actor=joost,
            basis_id=second.pk,
            says=replace(RULE, valid_from=date(2020, 1, 1)),
            now=NOW,
        )
        assert third.code == "eigen-1-v3"
        for row in (first, second, third):
            found = selectors.versions_of_basis(joost, row)
            assert [one.pk for one in found] == [third.pk, second.pk, first.pk]
        with pytest.raises(services.BasisPeriodError):
            services.renew_basis(actor=joost, basis_id=first.pk, says=later, now=NOW)
        with pytest.raises(services.BasisPeriodError):
            services.renew_basis(actor=joost, basis_id=third.pk, says=RULE, now=NOW)
    with pytest.raises(BasisNotValidError):
        judge(almelo, first)


def test_a_rule_ends_and_no_longer_carries_a_later_decision(
    almelo: Town, den_haag: Town
) -> None:
    basis = add(almelo)
    with almelo.acting(Role.JURIST) as joost:
        with pytest.raises(services.BasisPeriodError):
            services.end_basis(
                actor=joost, basis_id=basis.pk, last_day=date(2017, 12, 31), now=NOW
            )
        services.end_basis(
            actor=joost, basis_id=basis.pk, last_day=date(2019, 2, 19), now=NOW
        )
        assert basis not in selectors.legal_bases_on(joost, date(2019, 2, 20))
        assert basis in selectors.legal_bases_on(joost, date(2019, 2, 19))
    with pytest.raises(BasisNotValidError):
        judge(almelo, basis)


@pytest.mark.parametrize(
    ("says", "error"),
    [
        (replace(RULE, source=" "), services.BasisIncompleteError),
        (replace(RULE, valid_to=date(2017, 1, 1)), services.BasisPeriodError),
    ],
)
def test_a_rule_that_says_too_little_is_refused(
    almelo: Town, den_haag: Town, says: services.BasisText, error: type[Exception]
) -> None:
    with pytest.raises(error):
        add(almelo, says)


def test_national_law_stays_as_it_is(almelo: Town, den_haag: Town) -> None:
    planned_case(almelo)
    with almelo.acting(Role.JURIST) as joost:
        national = selectors.legal_register(joost).filter(is_own=False)[0].pk
        with pytest.raises(services.BasisIsNationalError):
            services.change_basis(actor=joost, basis_id=national, says=RULE, now=NOW)
        with pytest.raises(services.BasisIsNationalError):
            services.renew_basis(actor=joost, basis_id=national, says=RULE, now=NOW)
        with pytest.raises(services.BasisIsNationalError):
            services.end_basis(
                actor=joost, basis_id=national, last_day=date(2026, 1, 1), now=NOW
            )


def test_a_kind_of_the_municipality_is_added_and_changed(
    almelo: Town, den_haag: Town
) -> None:
    planned_case(almelo)
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        kind = services.add_kind(actor=farid, says=KIND, now=NOW)
        assert (kind.code, kind.label_en) == ("eigen-1", KIND.label_nl)
        with pytest.raises(services.KindExistsError):
            services.add_kind(actor=farid, says=KIND, now=NOW)
        changed = services.change_kind(
            actor=farid, kind_id=kind.pk, says=replace(KIND, label_en="Pets"), now=NOW
        )
        assert changed.label_en == "Pets"
        with pytest.raises(services.KindIncompleteError):
            services.add_kind(
                actor=farid, says=replace(KIND, label_nl="X", kind=""), now=NOW
            )
        national = selectors.kind_register(farid).filter(is_own=False)[0]
        with pytest.raises(services.KindIsNationalError):
            services.change_kind(actor=farid, kind_id=national.pk, says=KIND, now=NOW)
    with den_haag.acting(Role.JURIST) as other, pytest.raises(NotFoundError):
        selectors.kind_of(other, kind_id=kind.pk)


def test_a_merged_kind_counts_as_the_other_and_stays_readable(
    almelo: Town, den_haag: Town
) -> None:
    plan = written(almelo)
    used = kind_id(almelo)
    with almelo.acting(Role.JURIST) as joost:
        before = selectors.content_of(joost, plan)
        other = selectors.kind_register(joost).exclude(pk=used)[0]
        services.merge_kind(actor=joost, kind_id=used, into_id=other.pk, now=NOW)
        assert selectors.content_of(joost, plan) == before
        assert selectors.kind_heads(joost)[used] == other
        assert selectors.uses_of_kinds(joost) == {used: 1}
        for into in (used, other.pk):
            with pytest.raises(services.MergeInCircleError):
                services.merge_kind(actor=joost, kind_id=into, into_id=used, now=NOW)
        services.merge_kind(actor=joost, kind_id=used, into_id=None, now=NOW)
        assert selectors.kind_heads(joost)[used].pk == used
        assert Knelpunt.objects.get(plan=plan).kind_id == used


def _acts() -> list[Callable[[Any], Any]]:
    return [
        lambda a: services.add_basis(actor=a, says=RULE, now=NOW),
        lambda a: services.change_basis(actor=a, basis_id=1, says=RULE, now=NOW),
        lambda a: services.renew_basis(actor=a, basis_id=1, says=RULE, now=NOW),
        lambda a: services.end_basis(
            actor=a, basis_id=1, last_day=date(2026, 1, 1), now=NOW
        ),
        lambda a: services.add_kind(actor=a, says=KIND, now=NOW),
        lambda a: services.change_kind(actor=a, kind_id=1, says=KIND, now=NOW),
        lambda a: services.merge_kind(actor=a, kind_id=1, into_id=2, now=NOW),
    ]


def test_only_jurist_and_administrator_keep_the_registers(
    almelo: Town, den_haag: Town
) -> None:
    for role in set(Role) - {Role.JURIST, Role.FUNCTIONAL_ADMIN}:
        with almelo.acting(role) as actor:
            assert not selectors.may_keep_registers(actor)
            for act in _acts():
                with pytest.raises(NotAllowedError):
                    act(actor)
    with almelo.acting(Role.INVESTOR) as investor:
        for read in (selectors.legal_register, selectors.kind_register):
            with pytest.raises(NotAllowedError):
                read(investor)
