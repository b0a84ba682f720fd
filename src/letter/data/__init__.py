"""What the letter prints, and its patients."""
