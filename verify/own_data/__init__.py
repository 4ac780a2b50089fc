"""The census on the user's own table: reading it, growing neurons on it or judging the user's own."""
