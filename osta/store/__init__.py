"""What is kept: the tables, their migrations and named queries over them. Knows no language and no messenger."""
