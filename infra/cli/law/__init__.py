"""What the law files say: explained, listed, compared between days, and what they lack."""
