"""The money of a case on one page: from the rows of the KBA to the bank line."""

from bonds.domain.matching import Subject
from kba import selectors as kba
from sohos.core.bills import Law
from sohos.core.euro import ZERO, total
from sohos.tenancy.permissions import Role
from tests.domain.bonds.bank_files import GEMEENTE, Entry
from tests.services.bonds.banking import lines, match, only, open_accounts, statement
from tests.services.bonds.banking import take_in as take_in_statement
from tests.services.bonds.money import Funded
from tests.services.kba import calculating
from tests.towns import Town
from tests.web.bonds.test_walk import read


def test_every_step_leads_to_the_next_by_its_hash(bond: Funded) -> None:
    open_accounts(bond)
    case = bond.due_case()
    content = statement(Entry("-4985.33", text=case.code), iban=GEMEENTE)
    file = take_in_statement(bond, content)
    line = only(lines(bond))
    [paid] = match(bond, line, Subject.PAYMENT, case.pk, "4985.33")
    with bond.town.acting(Role.CONTROLLER) as carlo:
        *_, realised, validated = kba.stage_marks(carlo, case_id=case.pk)
    assert validated.follows == realised.sha256
    page = read(bond.town.browser(Role.CONTROLLER), "case-money", case_id=case.pk)
    for mark in (validated.sha256, paid.hash, file.sha256):
        assert mark[:16] in page
    assert "dezelfde als hierboven" in page
    assert line.row.code in page
    assert f"/bank/lines/{line.row.pk}/" not in page
    theo = read(bond.town.browser(Role.TREASURY), "case-money", case_id=case.pk)
    assert f"/bank/lines/{line.row.pk}/" in theo


def test_an_event_on_another_kba_shows(bond: Funded) -> None:
    case = bond.due_case()
    with bond.town.acting(Role.CONTROLLER) as carlo:
        assert kba.row_marks(carlo, case_id=case.pk) == ()
        marks = kba.stage_marks(carlo, case_id=case.pk)
    assert [mark.number for mark in marks] == [1, 2, 3]
    page = read(bond.town.browser(Role.CONTROLLER), "case-money", case_id=case.pk)
    assert "staat hier niet" not in page
    assert "zodra de accountant het jaar heeft goedgekeurd" in page


def test_the_rows_add_up_to_the_saving_and_tell_no_words(
    almelo: Town, den_haag: Town
) -> None:
    stage = calculating.validated(almelo)
    with almelo.acting(Role.CONTROLLER) as carlo:
        case_id = stage.kba.case_id
        rows = kba.row_marks(carlo, case_id=case_id)
        outcome = kba.validated_outcome(carlo, case_id=case_id)
        assert outcome is not None
    assert rows
    assert total(row.saving for row in rows) == outcome.municipal_saving
    by_law: dict[Law, object] = {}
    for law, saving in outcome.saving_by_law:
        mine = [row.saving for row in rows if row.law is law]
        by_law[law] = total(mine) == saving if mine else saving == ZERO
    assert all(by_law.values())
    with den_haag.acting(Role.CONTROLLER) as other:
        assert kba.row_marks(other, case_id=case_id) == ()
        assert kba.stage_marks(other, case_id=case_id) == ()
