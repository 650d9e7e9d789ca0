"""The end of what is known of a person, and what stands in its way."""
