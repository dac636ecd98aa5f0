"""Where populations are trained: on this machine, or by others; the study is led and written here."""
