"""The commands of `grader`: exit codes, and options that several have. Each imports what loads slowly when it runs."""
import click

RIGHT, NOT_RIGHT, CANNOT = 0, 1, 2  # exit codes
RUNGS = ["auto", "namespaces", "landlock", "process"]

isolation_option = click.option(
    "--isolation",
    type=click.Choice(RUNGS),
    default="auto",
    show_default=True,
    help="The wall around student code. `process` is none: for your own notebooks only.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
