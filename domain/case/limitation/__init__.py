"""Until when a claim can be demanded by law: worked out from what happened, and never kept as a date."""
