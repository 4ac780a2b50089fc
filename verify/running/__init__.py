"""What runs claims: where they are found, the processes that they run in, what is kept and observed, the report."""
