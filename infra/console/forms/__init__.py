"""Forms for commands, made from the fields that the catalogue says they have."""
