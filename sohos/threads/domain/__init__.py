"""Rules of the rode draden: no database, no clock (docs/domain/rode-draden.md)."""
