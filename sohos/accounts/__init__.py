"""Accounts: logging in, the second factor, where to work, users and their roles."""
