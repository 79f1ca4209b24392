"""Kosten-batenanalyse: what carrying on costs, what the plan costs, who gains."""
