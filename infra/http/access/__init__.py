"""Who may do what: API keys, roles, scopes and which rows."""
