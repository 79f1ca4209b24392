"""The KBA engine: pure, exact, the same input gives the same cents."""
