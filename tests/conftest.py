"""What holds for every test: a generated example may take as long as the machine makes it."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
