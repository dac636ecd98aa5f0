"""A study's page in one file, which opens from the disk without a server or a network.

It is the page of ``trainlab view`` with another source in place of the server: what the server would be
asked is answered from data in the file (``page/embedded.js``). Above the page stands a text for whoever was
sent the file: what was asked, what came out, what to do next (``written.py``). The page's modules become one
script (``script.py``), since a browser loads no modules from the disk; ``document.py`` puts all together.
"""
