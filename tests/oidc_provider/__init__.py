"""A real OpenID Connect provider: a Django project of its own, run beside the tests."""
