"""Each event as balanced legs, and the balances it starts from (table S7)."""
