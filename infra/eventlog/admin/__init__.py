"""Creating a log's topics, and checking the settings that they must have."""
