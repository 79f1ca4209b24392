"""Addresses."""

from django.urls import URLPattern, path

from sohos.funds.views import acts, casework, giving, money

_ONE = "listings/<int:listing_id>/"
_MONEY = "money/<int:listing_id>/"

urlpatterns: list[URLPattern] = [
    path("", money.funds, name="funds"),
    path("listings/", casework.listings, name="listings"),
    path(
        "cases/<int:case_id>/propose/", casework.propose_listing, name="propose-listing"
    ),
    path(_ONE, casework.listing, name="listing"),
    path(f"{_ONE}release/", casework.release_listing, name="release-listing"),
    path(f"{_ONE}return/", acts.return_listing, name="return-listing"),
    path(f"{_ONE}withdraw/", acts.withdraw_listing, name="withdraw-listing"),
    path(f"{_ONE}extend/", acts.extend_listing, name="extend-listing"),
    path(f"{_ONE}network/", acts.pledge_network, name="pledge-network"),
    path(f"{_ONE}match/", acts.match_listing, name="match-listing"),
    path(f"{_ONE}less/", acts.settle_for_less, name="settle-for-less"),
    path(f"{_ONE}break/", acts.break_match, name="break-match"),
    path(f"{_ONE}follow-up/", acts.follow_up, name="follow-up"),
    path(
        "offers/<int:offer_id>/decline/", casework.decline_offer, name="decline-offer"
    ),
    path("open/", giving.open_debts, name="open-debts"),
    path("open/<str:listing_code>/", giving.open_debt, name="open-debt"),
    path(
        "open/<str:listing_code>/withdraw/",
        giving.withdraw_offer,
        name="withdraw-offer",
    ),
    path("money/", money.debt_payments, name="debt-payments"),
    path(_MONEY, money.debt_money, name="debt-money"),
    path(f"{_MONEY}receive/", money.receive_gift, name="receive-gift"),
    path(f"{_MONEY}pay/", money.pay_creditor, name="pay-creditor"),
    path(f"{_MONEY}return/", money.return_gift, name="return-gift"),
    path(
        "bookings/<int:booking_id>/correct/",
        money.correct_booking,
        name="correct-booking",
    ),
    path("figures/", money.debt_figures, name="debt-figures"),
]
