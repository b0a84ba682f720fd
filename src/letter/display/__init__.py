"""What the chapters show; the only place that rounds."""
