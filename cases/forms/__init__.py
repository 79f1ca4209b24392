"""Forms of the cases app: text in, domain values out, and codes in words."""
