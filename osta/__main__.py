"""``python -m osta`` is the ``osta`` command."""

from osta.bot.cli import main

if __name__ == "__main__":
    main()
