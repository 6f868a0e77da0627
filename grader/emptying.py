"""Remove what a student's process left in its folder, whatever that is."""
import contextlib
import os
import secrets
import stat

FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)


def remove_folder(path: str) -> None:
    """Remove a folder with all that is in it: names of any bytes, folders without rights, trees of any depth.

    No tree is climbed down: what is in a folder's folders is moved up into it, until there is none. OSError when
    something cannot be removed.
    """
    os.chmod(path, 0o700)
    top = os.open(path, FOLDER)
    try:
        while names := os.listdir(top):
            for name in names:
                _move_up_and_remove(name, top)
    finally:
        os.close(top)
    os.rmdir(path)


def _move_up_and_remove(name: str, top: int) -> None:
    if not _is_folder(name, top):
        os.unlink(name, dir_fd=top)
        return
    folder = os.open(name, FOLDER, dir_fd=top)
    try:
        for inner in os.listdir(folder):
            if _is_folder(inner, folder):
                os.rename(inner, secrets.token_hex(16), src_dir_fd=folder, dst_dir_fd=top)
            else:
                os.unlink(inner, dir_fd=folder)
    finally:
        os.close(folder)
    os.rmdir(name, dir_fd=top)


def _is_folder(name: str, parent: int) -> bool:
    """Whether it is one, which is then ours to open."""
    if not stat.S_ISDIR(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode):
        return False
    with contextlib.suppress(PermissionError):  # said when it is opened
        os.chmod(name, 0o700, dir_fd=parent)
    return True
