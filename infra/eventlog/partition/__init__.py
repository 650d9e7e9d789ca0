"""One partition, read and written in order."""
