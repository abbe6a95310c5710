"""What Xero HAS, as data: its APIs, its objects and the fields of their records."""
