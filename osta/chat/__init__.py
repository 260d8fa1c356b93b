"""The words everyone speaks: messages in, replies out, channels, errors and texts. Imports no other room."""
