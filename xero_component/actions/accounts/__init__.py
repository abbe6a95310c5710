"""Actions on accounts of the chart of accounts."""
