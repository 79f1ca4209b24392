"""A contract is written in steps, by whoever may, and signed as it was read."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from bonds import selectors, services
from bonds.domain.contract import ContractTerms, TermsInvalidError, assumptions
from bonds.domain.day_count import DayCount
from bonds.models import ContractDraft, ContractVersion
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.tenancy.permissions import Role
from tests.services.bonds.money import SIGNED, Funded
from tests.services.cases.households import NOW, open_programme
from tests.towns import Town


def begun(town: Town, programme_id: int) -> int:
    with town.acting(Role.FUNCTIONAL_ADMIN) as farid:
        draft = services.begin_draft(actor=farid, programme_id=programme_id, now=NOW)
        return draft.pk


def written(
    town: Town, draft_id: int, values: dict[str, object], *confirmed: str
) -> ContractTerms:
    with town.acting(Role.FUNCTIONAL_ADMIN) as farid:
        draft = services.write_draft(
            actor=farid,
            draft_id=draft_id,
            values=values,
            confirmed=frozenset(confirmed),
            now=NOW,
        )
        return selectors.draft_terms(draft)


def signed(town: Town, draft_id: int, effective_on: date = SIGNED) -> ContractVersion:
    with town.acting(Role.FUNCTIONAL_ADMIN) as farid:
        draft = selectors.draft_of(farid, draft_id=draft_id)
        return services.sign_draft(
            actor=farid,
            draft_id=draft_id,
            sha256=services.draft_hash(draft),
            name="Health Impact Bond",
            effective_on=effective_on,
            now=NOW,
        )


def test_a_first_contract_begins_with_open_assumptions_and_is_signed(
    almelo: Town, den_haag: Town
) -> None:
    programme_id = open_programme(almelo)
    draft_id = begun(almelo, programme_id)
    assert begun(almelo, programme_id) == draft_id
    terms = written(almelo, draft_id, {"day_count": DayCount.ACT_365F}, "day_count")
    assert len(assumptions(terms)) == len(assumptions(ContractTerms())) - 1
    with almelo.acting(Role.FUNCTIONAL_ADMIN) as farid:
        row = selectors.programme_contracts(farid)[0]
        assert (row.bond, row.draft and row.draft.pk) == (None, draft_id)
        draft = selectors.draft_of(farid, draft_id=draft_id)
        assert selectors.terms_before(farid, draft=draft) is None
    version = signed(almelo, draft_id)
    assert version.version == 1
    with almelo.acting(Role.FUNCTIONAL_ADMIN):
        assert not ContractDraft.objects.exists()
    with den_haag.acting(Role.FUNCTIONAL_ADMIN) as stranger:
        assert selectors.programme_contracts(stranger) == []
        with pytest.raises(NotFoundError):
            services.begin_draft(actor=stranger, programme_id=programme_id, now=NOW)


def test_a_next_version_begins_with_the_last_one(bond: Funded) -> None:
    draft_id = begun(bond.town, bond.programme_id)
    terms = written(bond.town, draft_id, {"rate": Fraction(5, 100)})
    assert terms == replace(bond.terms, rate=Fraction(5, 100))
    with bond.town.acting(Role.FUNCTIONAL_ADMIN) as farid:
        draft = selectors.draft_of(farid, draft_id=draft_id)
        assert selectors.terms_before(farid, draft=draft) == bond.terms
    with pytest.raises(services.VersionOutOfOrderError, match="2019-01-01"):
        signed(bond.town, draft_id, date(2018, 12, 31))
    assert signed(bond.town, draft_id, date(2020, 1, 1)).version == 2


def test_two_people_in_two_steps_keep_both_their_words(bond: Funded) -> None:
    draft_id = begun(bond.town, bond.programme_id)
    written(bond.town, draft_id, {"clawback_months": 6}, "clawback_months")
    terms = written(bond.town, draft_id, {"reservation_months": 15})
    assert (terms.clawback_months, terms.reservation_months) == (6, 15)
    assert terms.confirmed == {"clawback_months"}
    again = written(bond.town, draft_id, {"clawback_months": 6})
    assert again.confirmed == frozenset()


def test_what_contradicts_itself_is_not_kept(bond: Funded) -> None:
    draft_id = begun(bond.town, bond.programme_id)
    with pytest.raises(TermsInvalidError, match="rate"):
        written(bond.town, draft_id, {"rate": Fraction(2)})
    with bond.town.acting(Role.FUNCTIONAL_ADMIN) as farid:
        draft = selectors.draft_of(farid, draft_id=draft_id)
        assert selectors.draft_terms(draft) == bond.terms


def test_what_was_not_read_is_not_signed(bond: Funded) -> None:
    draft_id = begun(bond.town, bond.programme_id)
    with (
        bond.town.acting(Role.FUNCTIONAL_ADMIN) as farid,
        pytest.raises(services.DraftChangedError),
    ):
        services.sign_draft(
            actor=farid,
            draft_id=draft_id,
            sha256="0" * 64,
            name="Bond",
            effective_on=SIGNED,
            now=NOW,
        )
    with bond.town.acting(Role.CONTROLLER) as carlo:
        found = selectors.bond_of(carlo, bond_id=bond.bond_id)
        assert selectors.versions_of(found).count() == 1


def test_a_draft_is_thrown_away_by_whoever_may(bond: Funded, den_haag: Town) -> None:
    draft_id = begun(bond.town, bond.programme_id)
    with (
        den_haag.acting(Role.FUNCTIONAL_ADMIN) as stranger,
        pytest.raises(NotFoundError),
    ):
        services.drop_draft(actor=stranger, draft_id=draft_id, now=NOW)
    with (
        bond.town.acting(Role.CONTROLLER) as carlo,
        pytest.raises(NotAllowedError),
    ):
        services.drop_draft(actor=carlo, draft_id=draft_id, now=NOW)
    with bond.town.acting(Role.FUNCTIONAL_ADMIN) as farid:
        services.drop_draft(actor=farid, draft_id=draft_id, now=NOW)
        with pytest.raises(NotFoundError):
            selectors.draft_of(farid, draft_id=draft_id)
