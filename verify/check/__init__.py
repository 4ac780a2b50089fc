"""The independent checkers of certificates, which import nothing of the rest of the project.

`certificates` is exact and needs the standard library alone; `enclosures` checks growths decided by balls.
"""
