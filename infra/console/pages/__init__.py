"""The pages, a module for each place of the navigation."""
