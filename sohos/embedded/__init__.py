"""PostgreSQL, Redis and the processes of the application behind ./run and ./test."""
