"""Households, cases and everything that happens in them."""
