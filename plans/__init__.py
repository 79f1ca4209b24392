"""The maatwerkplan: four parts, a legal check, sign-offs and frozen versions."""
