"""What command lines say: arguments that commands share, and how they are read."""
