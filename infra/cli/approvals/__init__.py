"""What waits for a second person: listed, looked at, approved and declined."""
