"""The processes that read Kafka: the case writer, the projector, the policies and the deadline clock.

``python -m consumers NAME`` runs one of them until it is told to stop; ``python -m consumers --help`` lists them.
"""
