"""What watches the metrics: service level objectives, alerts and dashboards, made from the catalogue."""
