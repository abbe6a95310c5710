"""The databases and files that streams are kept in."""
