"""What every test gets, whichever part of the tests is run."""

pytest_plugins = ["tests.plugins.no_network", "pytester"]
