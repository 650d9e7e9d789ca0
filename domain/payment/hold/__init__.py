"""Money stands still, matched nowhere and sent nowhere, until a person lets it go on."""
