"""Stored files with their hashes, and the rendering of PDF."""
