"""Serves this folder to this computer alone, for the course in the browser: `python serve.py`, or with a port."""
import functools
import http.server
import sys
from pathlib import Path


class Handler(http.server.SimpleHTTPRequestHandler):
    # Said here, as Windows may have other ideas of what a file is.
    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json", ".wasm": "application/wasm",
        ".ipynb": "application/json", ".whl": "application/octet-stream", ".css": "text/css", ".html": "text/html",
    }  # fmt: skip

    def end_headers(self):
        self.send_header("Cache-Control", "no-cache")  # each time the browser asks whether there is a new edition
        super().end_headers()

    def log_message(self, *_):
        pass  # a line for each of hundreds of files helps nobody


def main() -> None:
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    here = functools.partial(Handler, directory=Path(__file__).resolve().parent)
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), here)
    except OSError:
        sys.exit(f"Port {port} is taken. Name another one: python serve.py {port + 1}")
    print(f"Open http://127.0.0.1:{server.server_port}/index.html in a browser. Ctrl+C ends it.", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main()
