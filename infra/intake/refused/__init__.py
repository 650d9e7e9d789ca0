"""What was refused on its way in, kept with its reason."""
