"""Forms of the KBA: from what people type to domain values, and words for codes."""
