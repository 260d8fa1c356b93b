"""The program itself: the command line, settings, wiring, the router, the web server and the channels."""
