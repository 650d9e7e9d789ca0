"""How a person is reached, and how they wish to be."""
