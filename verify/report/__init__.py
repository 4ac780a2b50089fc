"""The faces of a report: command line, screen, files. They render the evidence and compute none."""
