"""Cents over investors, fairly and without losing one (rules S5.1 to S5.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from fractions import Fraction

from sohos.core.errors import DomainError
from sohos.core.euro import ZERO, Euro, split, total

FINEST_RESIDUAL = 1_000_000


class InvestorTwiceError(DomainError):
    """One investor stands in the list twice; names the investor."""

    code = "investor_twice"


class CommitmentExceededError(DomainError):
    """A draw is larger than what the investors still have to lend."""

    code = "commitment_exceeded"


class ReceiptTooLargeError(DomainError):
    """A receipt is larger than what is due; names the excess."""

    code = "receipt_too_large"


@dataclass(frozen=True, slots=True)
class Holding:
    """What an investor holds in a case, with the carried residual in exact cents."""

    investor: int
    principal: Euro
    residual: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Part:
    """An investor's part of an amount, and the residual to carry to the next one."""

    investor: int
    amount: Euro
    residual: Fraction


class ClaimKind(IntEnum):
    """What a receipt pays, in this order."""

    INTEREST = 1
    PRINCIPAL = 2


@dataclass(frozen=True, slots=True)
class Claim:
    """What an investor has due in a case; rank 1 is paid before rank 2."""

    investor: int
    kind: ClaimKind
    rank: int
    amount: Euro


@dataclass(frozen=True, slots=True)
class Clawback:
    """What an investor still has to give back from a payment on a case."""

    investor: int
    case: int
    amount: Euro


@dataclass(frozen=True, slots=True)
class Payout:
    """What a receipt brings one investor; `withheld` settles open clawbacks."""

    investor: int
    interest: Euro = ZERO
    principal: Euro = ZERO
    withheld: tuple[Clawback, ...] = ()

    @property
    def paid_out(self) -> Euro:
        """What reaches the investor's bank account."""
        held = total(clawback.amount for clawback in self.withheld)
        return self.interest + self.principal - held


def holdings(
    principal: Mapping[int, Euro], residuals: Mapping[int, Fraction] | None = None
) -> tuple[Holding, ...]:
    """Make holdings of what each investor has, in order of investor id.

    Args:
        principal: per investor id.
        residuals: what `carried` returned after the allocation before this one.
    """
    carried_over = residuals or {}
    return tuple(
        Holding(who, amount, carried_over.get(who, Fraction(0)))
        for who, amount in sorted(principal.items())
    )


def carried(parts: Sequence[Part]) -> dict[int, Fraction]:
    """Return what the next allocation has to know, to a millionth of a cent."""
    return {
        part.investor: part.residual.limit_denominator(FINEST_RESIDUAL)
        for part in parts
        if part.residual
    }


def allocate(amount: Euro, held: Sequence[Holding]) -> tuple[Part, ...]:
    """Divide an amount over investors by largest remainder on their principal.

    Equal remainders go to the larger carried residual, then to the lower investor
    id, so that neither the order of input nor earlier totals decide.

    Args:
        amount: euro cents, zero or more.
        held: one holding per investor; principal zero or more and not all zero, unless
            `amount` is zero.

    Returns:
        One part per holding in order of investor id, adding up to `amount`; each
        within one cent of the exact share.

    Raises:
        InvestorTwiceError: an investor has two holdings.
        NoWeightsError: nobody holds principal.
    """
    _refuse_twice([holding.investor for holding in held])
    if not amount:
        ordered = sorted(held, key=lambda holding: holding.investor)
        return tuple(Part(one.investor, ZERO, one.residual) for one in ordered)
    by_claim = sorted(held, key=lambda one: (-one.residual, one.investor))
    weights = [holding.principal.cents for holding in by_claim]
    whole = sum(weights)
    parts = [
        Part(
            holding.investor,
            given,
            holding.residual + Fraction(amount.cents * weight, whole) - given.exact(),
        )
        for holding, weight, given in zip(
            by_claim, weights, split(amount, weights), strict=True
        )
    ]
    return tuple(sorted(parts, key=lambda part: part.investor))


def fund(draw: Euro, undrawn: Sequence[Holding]) -> tuple[Part, ...]:
    """Divide a draw over investors on what each still has to lend.

    As long as commitments do not change this is pro rata commitment, and nobody can
    be asked for more than was committed.

    Args:
        draw: euro cents.
        undrawn: per investor the commitment less what was drawn; with lots, only
            the investors of this case.

    Returns:
        Parts in order of investor id, adding up to `draw`.

    Raises:
        CommitmentExceededError: `draw` is larger than all that is undrawn.
        InvestorTwiceError: an investor has two holdings.
    """
    if draw > total(holding.principal for holding in undrawn):
        raise CommitmentExceededError(str(draw))
    return allocate(draw, undrawn)


def waterfall(
    receipt: Euro, claims: Sequence[Claim], open_clawbacks: Sequence[Clawback] = ()
) -> tuple[Payout, ...]:
    """Divide a receipt over what is due: interest first, then principal.

    Within each kind the lowest rank comes first and a rank shares pro rata what is
    open. What an investor has to give back from earlier payments is withheld before
    anything is paid out.

    Args:
        receipt: euro cents.
        claims: what is open in one case, one per investor and kind.
        open_clawbacks: over all cases, the oldest first.

    Returns:
        One payout per investor with a claim, in order of investor id; interest and
        principal together are `receipt`.

    Raises:
        ReceiptTooLargeError: `receipt` is more than all claims together.
        InvestorTwiceError: an investor has two claims of a kind in a rank.
    """
    excess = receipt - total(claim.amount for claim in claims)
    if excess > ZERO:
        raise ReceiptTooLargeError(str(excess))
    payouts = {claim.investor: Payout(claim.investor) for claim in claims}
    left = receipt
    for kind, rank in sorted({(claim.kind, claim.rank) for claim in claims}):
        level = [one for one in claims if (one.kind, one.rank) == (kind, rank)]
        paying = min(left, total(claim.amount for claim in level))
        left -= paying
        for part in allocate(paying, [Holding(c.investor, c.amount) for c in level]):
            payouts[part.investor] = _add(payouts[part.investor], kind, part.amount)
    return tuple(
        _withhold(payout, open_clawbacks) for _, payout in sorted(payouts.items())
    )


def _add(payout: Payout, kind: ClaimKind, amount: Euro) -> Payout:
    if kind is ClaimKind.INTEREST:
        return replace(payout, interest=payout.interest + amount)
    return replace(payout, principal=payout.principal + amount)


def _withhold(payout: Payout, open_clawbacks: Sequence[Clawback]) -> Payout:
    for clawback in open_clawbacks:
        held = min(payout.paid_out, clawback.amount)
        if clawback.investor == payout.investor and held:
            taken = replace(clawback, amount=held)
            payout = replace(payout, withheld=(*payout.withheld, taken))
    return payout


def _refuse_twice(investors: Sequence[int]) -> None:
    for investor in investors:
        if investors.count(investor) > 1:
            raise InvestorTwiceError(str(investor))
