"""Forms of the rode draden and of the stories, and the words for codes."""
