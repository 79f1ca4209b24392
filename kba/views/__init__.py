"""Pages of the KBA."""
