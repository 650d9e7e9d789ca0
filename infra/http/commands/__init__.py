"""Commands over HTTP: a route for each command of the catalogue."""
