"""The regression gate: what a baseline holds, what changed since, and what is demanded."""
