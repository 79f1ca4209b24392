"""Forms of the bond and the words for what it knows."""
