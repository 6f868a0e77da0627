"""The `grader` command: its group, and the commands in the order of their use."""
from pathlib import Path

import click

from grader import __version__
from grader.commands import CANNOT, of_class, own
from grader.course import CourseError
from grader.terminal import make_printable, plain


class Teaching(click.Group):
    """A group that lists its commands in the order of their use, and shows CourseErrors as messages."""

    def list_commands(self, ctx):
        return list(self.commands)

    def main(self, *args, **settings):
        make_printable()
        return super().main(*args, **settings)

    def invoke(self, ctx):
        try:
            return super().invoke(ctx)
        except CourseError as error:
            click.echo(plain(f"Error: {error}"), err=True)
            ctx.exit(CANNOT)
        except KeyboardInterrupt:
            click.echo("Stopped. What was graded so far is saved; run it again for the rest.", err=True)
            ctx.exit(130)


@click.group(cls=Teaching, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--course",
    type=click.Path(file_okay=False, path_type=Path),
    default=".",
    help="The course folder, with submitted/ and gradebook.db. [default: the current one]",
)
@click.version_option(__version__)
@click.pass_context
def main(ctx, course):
    """Release, grade and explain the chapters of the course.

    \b
    One's own notebook:    grader check 01_convolution.ipynb
                           grader preflight 01_convolution.ipynb
    A class, in a folder:  grader release 01_convolution
                           (put what students hand in at submitted/STUDENT/01_convolution/)
                           grader autograde 01_convolution
                           grader feedback 01_convolution
                           grader export
    Try it all at once:    grader demo
    """
    ctx.obj = course.resolve()


ORDER = (
    own.list_chapters,
    of_class.release,
    own.study,
    own.check,
    own.preflight,
    of_class.autograde,
    of_class.feedback,
    of_class.report,
    of_class.export,
    own.mistakes,
    own.demo,
    own.doctor,
)
for one in ORDER:
    main.add_command(one)


if __name__ == "__main__":
    main()
