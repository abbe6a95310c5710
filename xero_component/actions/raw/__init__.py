"""Actions on any endpoint."""
