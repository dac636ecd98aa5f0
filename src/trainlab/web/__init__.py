"""The page: a study seen in a browser, while it trains and after.

The server is thin. Each route turns the request into arguments (``routes.py``), calls a pure function that
returns arrays or plain data (``curve_window.py``, ``bands.py``, ``description.py``, ...), and sends what it
returns. It reads study folders through ``store`` as every reader does: it never writes to one, takes its
lock, or imports JAX.

``page/`` holds what the browser loads: ES modules, a file a concept, no build step, nothing from elsewhere.
"""
