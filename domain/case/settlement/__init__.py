"""A part is paid by a day, and the rest is given up: offered, accepted, and then fulfilled or lapsed."""
