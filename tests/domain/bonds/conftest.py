"""Properties may take their time: a busy machine is no fault in the rules."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
