"""The census: how many drawn neurons improve, with what probability the next one fails, and what follows."""
