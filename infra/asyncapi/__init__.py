"""What stands on the topics, as AsyncAPI tells it: made from the catalogue and the schemas, for tools to read."""
