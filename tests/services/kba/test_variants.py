"""Write variants of a plan, compare them on the same draws, and choose one."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from kba import selectors, services
from kba.domain.problems import InvalidInputError
from kba.domain.result import evaluate
from kba.domain.variants import MOST_VARIANTS, Change
from kba.models import Kba, Variant
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy.permissions import Role
from tests.services.kba import calculating
from tests.services.kba.calculating import NOW, stems
from tests.towns import Town


def added(
    town: Town, kba: Kba, changes: Mapping[str, Change], name: str = "Minder"
) -> Variant:
    with town.acting(Role.CASEMANAGER) as noor:
        return services.add_variant(
            actor=noor, kba_id=kba.pk, name=name, changes=changes, now=NOW
        )


def chosen(town: Town, variant: Variant, old_name: str = "Vorig plan") -> Variant:
    with town.acting(Role.CASEMANAGER) as noor:
        return services.choose_variant(
            actor=noor, variant_id=variant.pk, old_name=old_name, now=NOW
        )


def net(town: Town, kba: Kba) -> int:
    with town.acting(Role.CASEMANAGER) as noor:
        result = evaluate(selectors.input_of(noor, kba))
    return result.undiscounted.financial.net.cents


def test_a_variant_is_compared_on_the_same_draws(almelo: Town) -> None:
    kba = calculating.written(almelo)
    care, _shelter, effort = stems(almelo, kba)
    made = added(almelo, kba, {care: Change(Fraction(50)), effort: Change(Fraction(1))})
    with almelo.acting(Role.CASEMANAGER) as noor:
        plan, variant = selectors.compared(noor, kba, selectors.variants_of(kba))
    assert plan.variant is None
    assert plan.gain.p10 == plan.gain.p90
    assert plan.chance == 0
    first = [each.result.contract[0].saving.cents for each in (plan, variant)]
    assert first[1] - first[0] == 256_500
    assert variant.chance == Fraction(922, 1024)
    assert variant.gain.p10.cents >= 0
    assert variant.gain.p50.cents > 0
    wide = variant.outcome.net.p90.cents - variant.outcome.net.p10.cents
    assert variant.gain.p90.cents - variant.gain.p10.cents < wide
    assert selectors.changes_of(made).keys() == {care}


def test_the_chosen_variant_becomes_the_plan_and_back(almelo: Town) -> None:
    kba = calculating.written(almelo)
    care, shelter, effort = stems(almelo, kba)
    before = net(almelo, kba)
    variant = added(
        almelo,
        kba,
        {
            care: Change(Fraction(50)),
            shelter: Change(Fraction(1), Fraction(1, 10)),
            effort: Change(Fraction(0)),
        },
    )
    with almelo.acting(Role.CASEMANAGER) as noor:
        _plan, compared = selectors.compared(noor, kba, [variant])
    old = chosen(almelo, variant)
    after = net(almelo, kba)
    assert after == compared.result.undiscounted.financial.net.cents != before
    assert stems(almelo, kba) == [care, shelter]
    with almelo.acting(Role.CASEMANAGER) as noor:
        _plan, compared = selectors.compared(noor, kba, [old])
        assert compared.result.undiscounted.financial.net.cents == before
        again = services.change_variant(
            actor=noor,
            variant_id=old.pk,
            name="Toen",
            changes=selectors.changes_of(old),
            now=NOW,
        )
    newer = chosen(almelo, again)
    assert net(almelo, kba) == before
    assert stems(almelo, kba) == [care, shelter, effort]
    chosen(almelo, newer)
    assert net(almelo, kba) == after


def test_a_row_that_was_removed_is_not_touched(almelo: Town) -> None:
    kba = calculating.written(almelo)
    care, shelter, _effort = stems(almelo, kba)
    variant = added(
        almelo, kba, {care: Change(Fraction(50)), shelter: Change(Fraction(0))}
    )
    with almelo.acting(Role.CASEMANAGER) as noor:
        line = selectors.lines_of(kba)[0]
        services.remove_line(actor=noor, line_id=line.pk, version=line.version, now=NOW)
    old = chosen(almelo, variant)
    assert selectors.changes_of(old).keys() == {shelter}


def test_what_is_refused(almelo: Town, den_haag: Town) -> None:
    kba = calculating.written(almelo)
    care = stems(almelo, kba)[0]
    with pytest.raises(InvalidInputError):
        added(almelo, kba, {care: Change(Fraction(100))})
    with pytest.raises(InvalidInputError):
        added(almelo, kba, {care: Change(Fraction(50))}, name="  ")
    variant = added(almelo, kba, {care: Change(Fraction(99))})
    for number in range(1, MOST_VARIANTS):
        added(almelo, kba, {care: Change(Fraction(number))})
    with pytest.raises(services.TooManyVariantsError):
        added(almelo, kba, {care: Change(Fraction(90))})
    with almelo.acting(Role.TEAM_LEAD) as tessa, pytest.raises(NotAllowedError):
        services.remove_variant(actor=tessa, variant_id=variant.pk, now=NOW)
    with den_haag.acting(Role.CASEMANAGER) as other, pytest.raises(NotFoundError):
        services.remove_variant(actor=other, variant_id=variant.pk, now=NOW)
    with almelo.acting(Role.CASEMANAGER) as noor:
        services.remove_variant(actor=noor, variant_id=variant.pk, now=NOW)
        with pytest.raises(NotFoundError):
            services.remove_variant(actor=noor, variant_id=variant.pk, now=NOW)


def test_an_adopted_plan_has_no_other_variant(almelo: Town) -> None:
    kba = calculating.adopted(almelo)
    care = stems(almelo, kba)[0]
    with pytest.raises(services.KbaClosedError):
        added(almelo, kba, {care: Change(Fraction(50))})
