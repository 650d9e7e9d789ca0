"""Bank files that are sent to the API: kept in the home folder, taken in behind the answer, and told of."""
