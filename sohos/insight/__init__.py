"""Dashboards over all apps; it only reads."""
