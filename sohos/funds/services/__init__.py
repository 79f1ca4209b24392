"""Acts of Veil je schuld, from the proposal to the look after a year."""

from sohos.funds.services.following import follow_up
from sohos.funds.services.matching import break_match, match_listing, settle_for_less
from sohos.funds.services.offering import (
    FundExistsError,
    admit_fund,
    decline_offer,
    make_offer,
    withdraw_offer,
)
from sohos.funds.services.paying import (
    correct_booking,
    pay_creditor,
    receive_gift,
    return_gift,
)
from sohos.funds.services.proposing import (
    extend_listing,
    pledge_network,
    propose_listing,
    release_listing,
    return_listing,
    withdraw_listing,
)

__all__ = [
    "FundExistsError",
    "admit_fund",
    "break_match",
    "correct_booking",
    "decline_offer",
    "extend_listing",
    "follow_up",
    "make_offer",
    "match_listing",
    "pay_creditor",
    "pledge_network",
    "propose_listing",
    "receive_gift",
    "release_listing",
    "return_gift",
    "return_listing",
    "settle_for_less",
    "withdraw_listing",
    "withdraw_offer",
]
