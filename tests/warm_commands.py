"""What the commands of `classroom.run_warm` are forked from has imported: theirs takes longer than most of them do."""
import bleach  # noqa: F401
import nbconvert.exporters  # noqa: F401
import nbgrader.apps
import nbgrader.converters  # noqa: F401
import rich  # noqa: F401
import warm_sandbox

import grader.autograde
import grader.catalogue
import grader.cli
import grader.nbgrader.driver
import grader.nbgrader.plugin
import grader.release  # noqa: F401

warm_sandbox.keep()
warm_sandbox.open_kept()
