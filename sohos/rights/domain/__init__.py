"""Rules of retention and access: no database, no clock (docs/domain/rights.md)."""
