"""Commands of the kba app."""
