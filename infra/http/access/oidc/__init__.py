"""Signing in through a provider: OpenID Connect's code flow with PKCE, for people of the agency and by eID."""
