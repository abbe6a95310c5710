"""Business events: what a change of a record means, told with the values before and after."""
