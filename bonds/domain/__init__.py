"""Rules of the bond, pure: see docs/domain/settlement.md."""
