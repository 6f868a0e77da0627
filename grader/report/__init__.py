"""What a class can do and what it misunderstood: gathered, printed in the terminal, and as one page to teach from."""
