"""What the letter leaves open."""
