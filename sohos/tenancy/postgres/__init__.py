"""PostgreSQL for Django, with the tenant in every transaction and every key."""
