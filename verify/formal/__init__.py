"""The Coq sources, and what compiles and audits them: sources, tool, audit, frozen, and coq with `check`."""
