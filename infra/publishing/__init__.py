"""The public topics: each type of event on a topic of its own, flat and plain, for tools that others wrote."""
