"""Forms and words."""
