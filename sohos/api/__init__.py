"""The way in for other programs: tokens, one form for errors, one page of reference."""
