"""The subcommands and their options."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from osta import __version__

app = typer.Typer(
    name="osta",
    help="Who sells what near which village: a chatbot for Telegram, Signal and the terminal.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
db = typer.Typer(help="The database.", no_args_is_help=True, rich_markup_mode=None)
importing = typer.Typer(help="Load files.", no_args_is_help=True, rich_markup_mode=None)
exporting = typer.Typer(help="Write files.", no_args_is_help=True, rich_markup_mode=None)
signal = typer.Typer(help="What Signal asks of people.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(db, name="db")
app.add_typer(signal, name="signal")
app.add_typer(importing, name="import")
app.add_typer(exporting, name="export")

Lang = Literal["fi", "sv", "en"]
MOST_RESULTS = 100

Database = Annotated[
    str | None,
    typer.Option(
        "--database", metavar="FILE|URL", help="An SQLite file or a postgresql:// address.", show_default=False
    ),
]
_MOST = 10**18  # below what the databases can hold
Number = Annotated[int, typer.Argument(help="Its number.", min=1, max=_MOST, show_default=False)]
OutFile = Annotated[
    Path | None, typer.Argument(help="A .csv file; without it, to standard output.", dir_okay=False, show_default=False)
]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, show_default=False)]


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"osta {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    database: Database = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Who sells what near which village."""
    context.obj = database


@app.command()
def ask(
    context: typer.Context,
    text: Annotated[str | None, typer.Argument(help="The question.", show_default=False)] = None,
    *,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="One JSON object a line; without TEXT, one question a line from standard input."),
    ] = False,
    near: Annotated[
        str | None, typer.Option(metavar="PLACE", help="Where you are, for a question that names no place.")
    ] = None,
    lang: Annotated[Lang | None, typer.Option(help="Your language, where the words do not tell.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=MOST_RESULTS, help="How many to show.")] = 5,
    database: Database = None,
) -> None:
    """Answer one question: who sells X near village Y."""
    from osta.bot.cli.ask import answer_questions

    answer_questions(_database(context, database), text, as_json=as_json, near=near, lang=lang, limit=limit)


@app.command()
def chat(
    context: typer.Context,
    *,
    person: Annotated[
        str, typer.Option("--as", metavar="NAME", help="Who is talking: each name is another person.")
    ] = "me",
    lang: Annotated[Lang | None, typer.Option(help="Your language, where the words do not tell.")] = None,
    database: Database = None,
) -> None:
    """Talk to the whole bot in the terminal, or through a pipe."""
    from osta.bot.cli.chat import talk

    talk(_database(context, database), person, lang)


@app.command()
def run(context: typer.Context, *, database: Database = None) -> None:
    """Serve Telegram and Signal, health and metrics until stopped. Settings: OSTA_* variables."""
    from osta.bot.cli.serve import serve_until_stopped

    serve_until_stopped(_database(context, database))


@app.command()
def demo(context: typer.Context, *, database: Database = None) -> None:
    """Load invented demonstration producers, to try the program with."""
    from osta.bot.cli.files import load_demo

    load_demo(_database(context, database))


@app.command()
def index(context: typer.Context, *, database: Database = None) -> None:
    """Build the word index now, and read all listings anew with it: after an edit of the lexicon."""
    from osta.bot.cli.files import build_index

    build_index(_database(context, database))


@db.command("upgrade")
def upgrade_database(context: typer.Context, *, database: Database = None) -> None:
    """Bring the database up to this version of the program."""
    from osta.bot.cli.files import upgrade

    upgrade(_database(context, database))


@importing.command("producers")
def import_producers(
    context: typer.Context,
    file: File,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    database: Database = None,
) -> None:
    """Load producers from a CSV or XLSX file."""
    from osta.bot.cli.files import load_producers

    load_producers(_database(context, database), file, dry_run=dry_run)


@importing.command("places")
def import_places(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(exists=True, dir_okay=False, readable=True, show_default=False)] = None,
    *,
    only: Annotated[
        bool, typer.Option("--only", help="Serve these places alone: another region than the built-in one.")
    ] = False,
    inside: Annotated[
        str | None,
        typer.Option(metavar="NAME,…", help="The municipalities to serve; other places only give directions."),
    ] = None,
    built_in: Annotated[
        bool, typer.Option("--built-in", help="Forget all imported places, in the place of FILE.")
    ] = False,
    database: Database = None,
) -> None:
    """Load places from a GeoNames country dump or a CSV file."""
    from osta.bot.cli.places import forget_places, load_places

    if (file is None) != built_in or (built_in and (only or inside)):
        raise typer.BadParameter("give a file, or --built-in alone", param_hint="FILE")
    if file is None:
        forget_places(_database(context, database))
    else:
        load_places(_database(context, database), file, only=only, inside=inside)


@exporting.command("producers")
def export_producers(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(help="A .csv or .xlsx file; without it, CSV to standard output.", show_default=False),
    ] = None,
    *,
    database: Database = None,
) -> None:
    """Write the producers to a file that can be imported again."""
    from osta.bot.cli.files import write_producers

    write_producers(_database(context, database), file)


@exporting.command("poll")
def export_poll(
    context: typer.Context, number: Number, file: OutFile = None, *, lang: Lang = "fi", database: Database = None
) -> None:
    """Write a poll's answers as CSV; no name is in it."""
    from osta.bot.cli.exports import write_poll

    write_poll(_database(context, database), number, file, lang)


@exporting.command("workshop")
def export_workshop(context: typer.Context, number: Number, file: OutFile = None, *, database: Database = None) -> None:
    """Write a workshop's sign-ups as CSV."""
    from osta.bot.cli.exports import write_workshop

    write_workshop(_database(context, database), number, file)


@exporting.command("demand")
def export_demand(
    context: typer.Context,
    file: OutFile = None,
    *,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day.")] = None,
    lang: Lang = "fi",
    database: Database = None,
) -> None:
    """Write what people looked for, by week, area and thing, as CSV: of the last year, or of some days."""
    from osta.bot.cli.exports import write_demand

    first, last = (None if day is None else day.date() for day in (since, until))
    write_demand(_database(context, database), file, first, last, lang)


@exporting.command("delivery")
def export_delivery(context: typer.Context, number: Number, file: OutFile = None, *, database: Database = None) -> None:
    """Write what became of each message of a broadcast as CSV; it names nobody."""
    from osta.bot.cli.exports import write_delivery

    write_delivery(_database(context, database), number, file)


@signal.command("captcha")
def hand_in_captcha(
    context: typer.Context,
    token: Annotated[str, typer.Argument(help="The token from the task or the log.", show_default=False)],
    answer: Annotated[str, typer.Argument(help="The signalcaptcha:// link.", show_default=False)],
) -> None:
    """Hand in the answer to a captcha while the bot runs."""
    from osta.bot.cli.signal import hand_in

    hand_in(_database(context, None), token, answer)


@signal.command("trust")
def trust_person(
    context: typer.Context,
    person: Annotated[
        int, typer.Argument(help="The person's number from the task.", min=1, max=_MOST, show_default=False)
    ],
    *,
    database: Database = None,
) -> None:
    """Trust a person's new safety number, after you have made sure that it is theirs."""
    from osta.bot.cli.signal import trust

    trust(_database(context, database), person)


def _database(context: typer.Context, option: str | None) -> str | None:
    """The database named after the subcommand, else the one named before it."""
    before: str | None = context.obj or (context.parent.obj if context.parent else None)
    return option or before
