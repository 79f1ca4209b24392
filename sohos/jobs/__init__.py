"""Work outside the request: jobs by name, after commit, with progress."""
