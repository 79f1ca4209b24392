"""Pages of the rode draden and of the stories."""
