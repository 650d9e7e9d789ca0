"""Webhooks, as Standard Webhooks 1.0 has them: other systems are called when something happens.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""
