"""Actions on invoices and bills."""
