"""What every posting checks first, and the errors it raises (rule S7.7)."""

from sohos.core.errors import DomainError
from sohos.core.euro import ZERO, Euro


class AmountNotPositiveError(DomainError):
    """An event needs an amount above zero; names the amount."""

    code = "amount_not_positive"


class SpentAboveDrawnError(DomainError):
    """More is spent or refunded than the bank holds for the case; names the excess."""

    code = "spent_above_drawn"


class UnspentMoneyError(DomainError):
    """Unspent money has to be refunded before a case settles; names the amount."""

    code = "unspent_money"


class PrincipalAboveSpentError(DomainError):
    """More principal would fall due than the case cost; names the excess."""

    code = "principal_above_spent"


class PaymentAboveClaimError(DomainError):
    """The payer pays more than it owes on this case; names the excess."""

    code = "payment_above_claim"


def positive(amount: Euro) -> None:
    """Refuse an amount of zero or less."""
    if amount <= ZERO:
        raise AmountNotPositiveError(str(amount))


def within(amount: Euro, limit: Euro, error: type[DomainError]) -> None:
    """Refuse an amount above a limit with an error that names the excess."""
    if amount > limit:
        raise error(str(amount - limit))
