"""Who paid."""
