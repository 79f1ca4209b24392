#!/usr/bin/env python
"""The command line of the project."""

import os
import sys

from django.core.management import execute_from_command_line

# These recompute a file that anybody may hold: they need no server, and so no settings.
WITHOUT_SERVICES = {("kba", "evaluate"), ("kba", "simulate"), ("bond", "simulate")}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sohos.settings")
    if tuple(sys.argv[1:3]) in WITHOUT_SERVICES:
        os.environ.setdefault("SOHOS_WITHOUT_SERVICES", "1")
    execute_from_command_line(sys.argv)
