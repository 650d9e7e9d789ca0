"""A schema registry that only reads: the lock file, as the clients of Confluent's registry ask for it.

It answers `confluent-kafka`, the Java deserialiser, Kafka Connect, Flink, ksqlDB and the tools that show topics:
whoever subscribes gives them its address, and has no schema to register. It knows no web framework: a request is a
method, a path, its parameters and a body.
"""
