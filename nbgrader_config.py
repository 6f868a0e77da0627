from grader.plugin import configure

c = get_config()  # noqa: F821
configure(c)
