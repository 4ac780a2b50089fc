"""What claims are made with: exact linear algebra, random and small instances, bounds on float64, SymPy."""
