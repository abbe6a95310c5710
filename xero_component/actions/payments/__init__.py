"""Actions on payments."""
