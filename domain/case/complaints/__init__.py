"""What a customer says against the agency's own conduct: it gets a final response in writing, by when its rule says."""
