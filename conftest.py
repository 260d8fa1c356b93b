"""What every test gets, whichever part of the tests is run."""

from hypothesis import settings

pytest_plugins = ["tests.plugins.no_network", "tests.plugins.patient_first", "pytester"]

# No test judges by a time: on a busy machine the first example of a property may take long.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
