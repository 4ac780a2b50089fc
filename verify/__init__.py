"""Claims about neural networks and the evidence for them (this file loads nothing on purpose)."""
