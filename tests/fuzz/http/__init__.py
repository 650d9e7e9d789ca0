"""Requests of every kind to the API: nothing may break it, and nobody may be told of another person."""
