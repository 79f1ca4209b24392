"""Forms of retention and access, and the words for codes."""
