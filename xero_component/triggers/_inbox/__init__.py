"""The durable inbox: what Xero posted, kept until every subscription has handled it."""
