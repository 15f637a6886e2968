"""What all tests share: hypothesis without deadlines, since machines differ in speed."""

from hypothesis import settings

settings.register_profile("fiss-geo", deadline=None, max_examples=30, derandomize=True)
settings.load_profile("fiss-geo")
