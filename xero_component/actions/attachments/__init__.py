"""Actions on attachments."""
