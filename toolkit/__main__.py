"""The command line: `synthloom COMMAND`, one file per command, each imported only when it is called.

Exit status: 0 done, 1 a run failed, 2 the user's mistake (one sentence, no traceback), 130 Ctrl-C.
A bug ends in a traceback, on purpose.
"""

import importlib
import os
import sys
from typing import NoReturn

import click

import synthloom

COMMANDS = (
    "recipes", "plan", "run", "versions", "show", "funnel", "sql", "agree", "verify",
    "export", "push", "load", "tools", "doctor",
)  # fmt: skip


class LazyCommands(click.Group):
    """Finds a command in `synthloom.cli_NAME`, so that `--help` imports nothing heavy."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order a user meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the file of one command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"synthloom.cli_{cmd_name}").command
        return command


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(synthloom.__version__, prog_name="synthloom")
def cli() -> None:
    """Make and curate multimodal training data: recipes, versions, splits."""


def main() -> NoReturn:
    """Run the command line and turn each kind of failure into its exit status."""
    from synthloom.schemas.errors import RunFailed, UserError

    # Prefect and one of its dependencies phone home unless told otherwise.
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    try:
        cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except UserError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)
    except RunFailed as error:
        click.echo(f"Failed: {error}", err=True)
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        click.echo("Stopped. What was finished is kept; the same command goes on from there.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader (head, less) has closed; point stdout elsewhere so that the interpreter's last flush stays silent.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    sys.exit(0)


if __name__ == "__main__":
    main()
