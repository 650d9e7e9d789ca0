"""Questions to the read models."""
