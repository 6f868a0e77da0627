"""What the commands of `classroom.run_warm` are forked from has imported: theirs takes longer than most of them do."""
import bleach  # noqa: F401
import nbconvert.exporters  # noqa: F401
import nbgrader.apps  # noqa: F401
import nbgrader.converters  # noqa: F401
import rich  # noqa: F401
import warm_sandbox

import grader.autograde  # noqa: F401
import grader.catalogue  # noqa: F401
import grader.cli  # noqa: F401
import grader.nbgrader.driver  # noqa: F401
import grader.nbgrader.plugin  # noqa: F401
import grader.release  # noqa: F401

warm_sandbox.keep()
warm_sandbox.open_kept()
