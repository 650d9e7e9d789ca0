"""What every read model uses: staging, COPY, SQL by name."""
