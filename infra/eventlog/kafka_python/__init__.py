"""The one place that touches the client library's inside."""
