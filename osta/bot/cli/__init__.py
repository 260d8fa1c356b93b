"""The ``osta`` command. Each subcommand loads only what it needs, so that the first answer comes soon."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

from typer.exceptions import TyperException

from osta.chat.errors import OstaError

FAILURE = 1
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave with its exit code: 0 done, 1 failed, 2 called wrongly."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command; every failure becomes one sentence on standard error and an exit code."""
    from typer import Abort, Exit

    from osta.bot.cli.commands import app

    try:
        code = app(None if arguments is None else list(arguments), prog_name="osta", standalone_mode=False)
        sys.stdout.flush()
    except TyperException as error:
        said = error.format_message()
        if "\n" in said:  # called without a command: the help itself
            print(said, file=sys.stderr)
        else:
            complain(f"{said.rstrip('.')}. `osta --help` and `osta COMMAND --help` tell more.")
        return error.exit_code
    except Exit as ended:
        return ended.exit_code
    except OstaError as error:
        complain(str(error))
        return FAILURE
    except BrokenPipeError:
        # Whoever read our answers has read enough. Nothing more may be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILURE
    except (KeyboardInterrupt, Abort):
        return INTERRUPTED
    except OSError as error:
        complain(f"{error.filename or 'The system'}: {error.strerror or error}.")
        return FAILURE
    except Exception as error:  # noqa: BLE001 - a mistake in the program: say where, not a page of code
        at = traceback.extract_tb(error.__traceback__)[-1]
        complain(f"A mistake in the program ({type(error).__name__} in {at.name}, line {at.lineno}): please report it.")
        return FAILURE
    return code if isinstance(code, int) else 0


def complain(sentence: str) -> None:
    """Say on standard error what is wrong."""
    print(f"osta: {sentence}", file=sys.stderr)
