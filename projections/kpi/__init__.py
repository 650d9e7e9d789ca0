"""Key figures: questions over the read models that are there. Nothing is folded for them."""
