"""Statements are looked at, taken in once, and never booked by themselves."""

from typing import Any

import pytest

from bonds import selectors, services
from bonds.domain.banking import Seen
from bonds.domain.matching import Holder
from bonds.domain.statements import StatementRefusedError, Trouble
from bonds.models import BankFile, BankLine, Event
from sohos.core.errors import NotAllowedError, NotFoundError
from sohos.core.iban import IbanNotUnderstoodError
from sohos.documents.limits import FileTooLargeError, KindDoesNotMatchError
from sohos.tenancy.permissions import Role
from tests.domain.bonds import bank_files as files
from tests.domain.bonds.bank_files import GEMEENTE, PROJECT, Entry
from tests.services.bonds.banking import lines, open_accounts, statement, take_in
from tests.services.bonds.money import Funded
from tests.services.cases.households import NOW
from tests.towns import Town

THREE = (Entry("1.00"), Entry("2.00"), Entry("-0.50", on="2020-04-02"))


@pytest.fixture
def banked(bond: Funded) -> Funded:
    open_accounts(bond)
    return bond


def test_a_file_is_looked_at_first_and_posts_nothing(banked: Funded) -> None:
    with banked.town.acting(Role.TREASURY) as theo:
        events = Event.objects.count()
        row = services.upload_statement(
            actor=theo, name="bank.xml", content=statement(*THREE), now=NOW
        )
        account, [look] = services.look(theo, row)
        assert (account.iban, len(look.new), look.known) == (PROJECT, 3, 0)
        assert not BankLine.objects.exists()
        done = services.import_statement(actor=theo, file_id=row.pk, now=NOW)
        assert (done.added, done.known, done.content) == (3, 0, None)
        assert Event.objects.count() == events
        with pytest.raises(services.FileNotNewError):
            services.import_statement(actor=theo, file_id=row.pk, now=NOW)
    assert len(lines(banked)) == 3


def test_a_line_twice_is_known_in_another_file(banked: Funded) -> None:
    take_in(banked, statement(*THREE))
    more = statement(*THREE, Entry("9.00", on="2020-04-03"))
    with banked.town.acting(Role.TREASURY) as theo:
        row = services.upload_statement(
            actor=theo, name="later.xml", content=more, now=NOW
        )
        _, [look] = services.look(theo, row)
        assert [seen for _, seen in look.lines] == [Seen.KNOWN] * 3 + [Seen.NEW]
        done = services.import_statement(actor=theo, file_id=row.pk, now=NOW)
        assert (done.added, done.known) == (1, 3)
    assert len(lines(banked)) == 4


def test_a_line_twice_in_a_table_comes_once(banked: Funded) -> None:
    columns = ("Rekening", "Datum", "Bedrag", "Omschrijving")
    row = (PROJECT, "01-04-2020", "1,00", "Kosten")
    done = take_in(banked, files.table(columns, row, row), name="bank.csv")
    assert (done.added, done.known) == (1, 1)


def test_a_line_in_another_format_looks_like_a_twin(banked: Funded) -> None:
    take_in(banked, statement(Entry("1.00", iban="", text="Rente", reference="R-1")))
    columns = ("Rekening", "Datum", "Bedrag", "Omschrijving")
    content = files.table(columns, (PROJECT, "01-04-2020", "1,00", "RENTE bank"))
    with banked.town.acting(Role.SOHOS_FINANCE) as sanne:
        row = services.upload_statement(
            actor=sanne, name="bank.csv", content=content, now=NOW
        )
        _, [look] = services.look(sanne, row)
        assert [seen for _, seen in look.lines] == [Seen.TWIN]


def test_a_missing_statement_between_two_is_seen(banked: Funded) -> None:
    take_in(banked, statement(*THREE))
    later = statement(Entry("1.00", on="2020-04-05"), opening="100.00", on="2020-04-05")
    with banked.town.acting(Role.TREASURY) as theo:
        row = services.upload_statement(
            actor=theo, name="later.xml", content=later, now=NOW
        )
        _, [look] = services.look(theo, row)
        assert look.gap_cents == 9750


def test_the_same_file_is_not_taken_in_twice_unless_dropped(banked: Funded) -> None:
    content = statement(*THREE)
    with banked.town.acting(Role.TREASURY) as theo:
        said: dict[str, Any] = {
            "actor": theo,
            "name": "bank.xml",
            "content": content,
            "now": NOW,
        }
        row = services.upload_statement(**said)
        with pytest.raises(services.FileKnownError):
            services.upload_statement(**said)
        services.drop_file(actor=theo, file_id=row.pk, now=NOW)
        assert BankFile.objects.get(pk=row.pk).content is None
        with pytest.raises(NotFoundError):
            services.drop_file(actor=theo, file_id=row.pk, now=NOW)
        assert services.upload_statement(**said).pk != row.pk


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"%PDF-1.7\n%%EOF", KindDoesNotMatchError),
        (statement(*THREE)[:400], StatementRefusedError),
        (
            statement(*THREE, iban=GEMEENTE).replace(b"053", b"052"),
            StatementRefusedError,
        ),
        (b" " * (25 * 1024 * 1024 + 1), FileTooLargeError),
        (statement(*THREE, iban="BE68539007547034"), services.AccountUnknownError),
    ],
)
def test_what_is_refused_is_not_stored(
    banked: Funded, content: bytes, error: type[Exception]
) -> None:
    with banked.town.acting(Role.TREASURY) as theo:
        with pytest.raises(error):
            services.upload_statement(
                actor=theo, name="bank.xml", content=content, now=NOW
            )
        assert not BankFile.objects.exists()


def test_chosen_columns_are_remembered(banked: Funded) -> None:
    columns = ("Wanneer", "Hoeveel", "Waarvan")
    mapping = {"booked_on": "Wanneer", "amount": "Hoeveel", "account": "Waarvan"}
    one = files.table(columns, ("01-04-2020", "1,00", PROJECT))
    other = files.table(columns, ("02-04-2020", "2,00", PROJECT))
    with banked.town.acting(Role.TREASURY) as theo:
        row = services.upload_statement(actor=theo, name="a.csv", content=one, now=NOW)
        with pytest.raises(StatementRefusedError) as found:
            services.look(theo, row)
        assert found.value.trouble is Trouble.COLUMN_MISSING
        with pytest.raises(StatementRefusedError):
            services.choose_columns(actor=theo, file_id=row.pk, mapping={}, now=NOW)
        services.choose_columns(actor=theo, file_id=row.pk, mapping=mapping, now=NOW)
        services.import_statement(actor=theo, file_id=row.pk, now=NOW)
        again = services.upload_statement(
            actor=theo, name="b.csv", content=other, now=NOW
        )
        assert again.mapping == mapping


def test_a_row_of_another_width_is_refused(banked: Funded) -> None:
    content = b"Rekening;Datum;Bedrag\n" + PROJECT.encode() + b";01-04-2020\n"
    with banked.town.acting(Role.TREASURY) as theo:
        row = services.upload_statement(
            actor=theo, name="a.csv", content=content, now=NOW
        )
        with pytest.raises(StatementRefusedError) as found:
            services.look(theo, row)
    assert found.value.trouble is Trouble.ROW_BROKEN


def test_an_account_is_entered_once_and_right(banked: Funded) -> None:
    with banked.town.acting(Role.TREASURY) as theo:
        said: dict[str, Any] = {
            "actor": theo,
            "bond_id": banked.bond_id,
            "name": "x",
            "now": NOW,
        }
        with pytest.raises(services.AccountKnownError):
            services.add_account(**said, iban=PROJECT, holder=Holder.PROJECT)
        with pytest.raises(IbanNotUnderstoodError):
            services.add_account(**said, iban="NL00", holder=Holder.PROJECT)


def test_others_see_no_bank(banked: Funded, den_haag: Town) -> None:
    row = take_in(banked, statement(*THREE))
    line = lines(banked)[0]
    with banked.town.acting(Role.CONTROLLER) as carlo:
        with pytest.raises(NotAllowedError):
            selectors.files_of(carlo)
        with pytest.raises(NotAllowedError):
            services.upload_statement(actor=carlo, name="a", content=b"a", now=NOW)
    with den_haag.acting(Role.TREASURY) as stranger:
        with pytest.raises(NotFoundError):
            selectors.file_of(stranger, file_id=row.pk)
        with pytest.raises(NotFoundError):
            selectors.line_of(stranger, line_id=line.row.pk)
