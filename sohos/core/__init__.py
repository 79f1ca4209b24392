"""Money, dates and errors: pure, shared by every part, standard library only."""
