"""Rules: who may be offered, what covers it, how the money is booked."""
