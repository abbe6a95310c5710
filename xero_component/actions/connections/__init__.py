"""Actions on organisations."""
