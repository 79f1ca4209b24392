"""Veil je schuld: small debts, offered without names to funds, and the money."""
