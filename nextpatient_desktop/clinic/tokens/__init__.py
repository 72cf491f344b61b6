"""Tokens: issuing, calling, serving and everything else in a token's life."""
