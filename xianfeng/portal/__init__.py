"""What everybody may read without an account: frozen copies, and a way to answer."""
