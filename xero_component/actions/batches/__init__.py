"""Actions that create many records at once."""
