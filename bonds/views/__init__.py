"""Pages of the bonds app."""
