"""What the processes tell about themselves: a closed catalogue of metrics, and the page that shows them."""
