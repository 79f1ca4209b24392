"""Rode draden: what returns over all plans, published so that nobody is recognised."""
