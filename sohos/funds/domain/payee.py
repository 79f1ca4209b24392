"""Where a creditor wants to be paid: an account number that can exist (rule V10)."""

import re
from dataclasses import dataclass

from sohos.core.errors import DomainError

_SHAPE = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}")


class IbanWrongError(DomainError):
    """No account has such a number; names the debt."""

    code = "iban_wrong"


class PayeeMissingError(DomainError):
    """Of a debt nothing is said about where to pay; names the debt."""

    code = "payee_missing"


@dataclass(frozen=True, slots=True)
class PayTo:
    """Account and reference of the creditor of a debt."""

    debt_id: int
    iban: str
    reference: str


def tidy(says: PayTo) -> PayTo:
    """Return the same without spaces in the number, if it is one.

    Raises:
        IbanWrongError: the check digits are wrong, or it is no account number.
        PayeeMissingError: there is no reference by which the creditor knows the debt.
    """
    iban = "".join(says.iban.split()).upper()
    if not _SHAPE.fullmatch(iban):
        raise IbanWrongError(str(says.debt_id))
    turned = iban[4:] + iban[:4]
    if int("".join(str(int(sign, 36)) for sign in turned)) % 97 != 1:
        raise IbanWrongError(str(says.debt_id))
    if not says.reference.strip():
        raise PayeeMissingError(str(says.debt_id))
    return PayTo(says.debt_id, iban, says.reference.strip())
