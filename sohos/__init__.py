"""The project package: settings, tenancy, audit, jobs, documents and the shell."""
