"""Plans over several cases of a person: agreed on with the person, and carried by a part on each case."""
