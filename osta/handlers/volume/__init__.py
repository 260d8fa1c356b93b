"""Volume together: needs to read, a part to pledge, a need to post."""
