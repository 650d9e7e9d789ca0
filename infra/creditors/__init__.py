"""The directory of registered creditors on Kafka: what a writer may know of them, and where names are looked up."""
