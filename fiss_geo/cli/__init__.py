"""The command line: arguments in, one call, and what came of it in words.

The only place that prints, shows progress or ends the program. Exit codes: 0 done, 1 bad data
or an empty result, 2 wrong usage. Everything heavy is imported inside the commands, so that
``--help`` answers at once.
"""

from __future__ import annotations

import sys

import click

from fiss_geo.cli import boundaries, decisions, files, network, register, runs, stages, words

_COMMANDS = (
    runs.demo, runs.run, files.check, files.template, files.mapping, boundaries.boundaries,
    network.network, stages.read, stages.locate, stages.match, stages.route, stages.assess,
    stages.rank, stages.map_, stages.publish, decisions.opportunities, decisions.balance,
    decisions.allocate, decisions.report, decisions.workshop, register.register,
)  # fmt: skip


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fiss-geo")
def cli() -> None:
    """Rank industrial symbioses in Finland by road distance and transport emissions.

    Start with `fiss-geo demo --out DIR`, then `fiss-geo run YOUR_FLOWS.csv --out DIR`.
    """


for _command in _COMMANDS:
    cli.add_command(_command)


def main() -> None:
    """Run the command line; a failure on purpose is one message and exit code 1."""
    from fiss_geo.errors import BadInput, FissGeoError

    try:
        cli()
    except BadInput as error:
        words.say_faults(error, "; nothing was written")
        sys.exit(1)
    except FissGeoError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except ImportError as error:  # an optional extra; the message has the line that installs it
        click.echo(str(error), err=True)
        sys.exit(1)
    except OSError as error:
        said = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        click.echo(said, err=True)
        sys.exit(1)
