"""Has faulthandler write the stack, with its names, to the socket, and crashes.

score: 0
uses: say
"""
# %% corr2d
import faulthandler


def corr2d(X, K):
    faulthandler.enable(job_socket().detach())
    faulthandler.dump_traceback(job_socket().detach())
    faulthandler._sigsegv()
