"""The independent checkers of certificates, which import nothing of the rest of the project.

`certificates` (exact, standard library) reads a line and checks rational outputs; `smooth` (exact, standard library)
adds tanh, sigmoid, gaussian modulo a prime and what all smooth neurons share; `enclosures` decides these by balls.
"""
