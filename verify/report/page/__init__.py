"""The report as one page: HTML that carries its own styles, script and pictures, and asks for nothing else."""
