"""Documents that a person gets: written once as marked text, shown as plain text and as PDF."""
