"""The demo: two municipalities with fictional households in every phase."""
