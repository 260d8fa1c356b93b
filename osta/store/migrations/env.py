"""How Alembic runs here: on the connection that osta.store.schema passes in, or for a developer on alembic.ini's."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, create_engine
from sqlalchemy.types import TypeDecorator

from osta.store.models import Base


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_server_default=True,
        render_as_batch=connection.dialect.name == "sqlite",  # SQLite alters a table by rebuilding it
        render_item=render_plain_type,
    )
    with context.begin_transaction():
        context.run_migrations()


def render_plain_type(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """A migration names database types, not classes of the program that may change or go."""
    return f"sa.{item.impl_instance!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


passed: Connection | None = context.config.attributes.get("connection")
if passed is not None:
    run(passed)
else:
    with create_engine(context.config.get_main_option("sqlalchemy.url", "")).begin() as own:
        run(own)
