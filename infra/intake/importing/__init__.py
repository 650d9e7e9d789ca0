"""From the lines of a file to commands, and from their answers to what a person must know of the import."""
