"""In what answers are written."""

JSON, CSV, NDJSON = "application/json", "text/csv", "application/x-ndjson"
