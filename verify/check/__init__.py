"""The independent checkers of certificates and proofs, which import nothing of the rest of the project.

`certificates` (exact, standard library) reads a line and checks rational outputs; `smooth` (exact, standard library)
adds tanh, sigmoid, gaussian modulo a prime and what all smooth neurons share; `enclosures` decides these by balls.
`gaussians` checks local minima of the post's Gaussian example by balls. `proofs` (standard library) reads a proof for
matrices of every size and concludes every step anew.
"""
