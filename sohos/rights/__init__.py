"""Rights of people over their data: how long it is kept, and what is kept of them."""
