"""Forms of the plans app: text in, domain values out, and codes in words."""
