from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

import trainlab as tl


def test_a_study_opens_a_page_of_its_own_and_closes_it(study):
    with study.view(browser=False) as page:
        assert page.running
        with urllib.request.urlopen(
            page.address.partition("#")[0].replace("?", "?frame=1&"), timeout=10
        ) as answer:
            assert b"trainlab" in answer.read()
        assert page.address.endswith(f"#study={study.folder.name}")
        shown = page._repr_html_()
        assert shown.startswith("<iframe src=")
        assert "frame=1" in shown
        address = page.address
    assert not page.running
    page.close()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(address, timeout=5)


def test_an_unknown_study_is_named(study):
    with pytest.raises(tl.TrainlabError, match="unknown study 'nothing'"):
        tl.view("nothing", root=study.folder.parent, browser=False)


def test_a_port_that_is_taken_is_named(study):
    with study.view(browser=False) as page:
        port = int(page.address.split(":")[2].split("/")[0])
        with pytest.raises(tl.TrainlabError, match=f"port {port}.*Give another port"):
            study.view(port=port, browser=False)


def test_ctrl_c_ends_the_command_cleanly_and_no_jax_is_loaded(study, tmp_path):
    root = os.fspath(study.folder.parent)
    command = [sys.executable, "-X", "importtime", "-m", "trainlab", "view", "--no-open", "--root", root]
    with open(tmp_path / "said", "w+") as said:  # a pipe would be full
        done = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True)
        assert done.stdout is not None
        address, _, token = done.stdout.readline().strip().partition("at ")[2].partition("?token=")
        for path in ("study", "findings", "curve", "bands", "table", "trial", "first-finding"):
            query = f"study={study.folder.name}&trial=0&by=learning_rate"
            request = urllib.request.Request(
                f"{address}api/{path}?{query}", headers={"X-Trainlab-Token": token}
            )
            assert urllib.request.urlopen(request, timeout=30).status == 200
        done.send_signal(signal.SIGINT)
        assert done.wait(15) == 130
        done.stdout.close()
        said.seek(0)
        imports, lines = [], []
        for line in said.read().splitlines():
            (imports if line.startswith("import time:") else lines).append(line)
    assert lines == ["trainlab: the page is closed."]
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in imports}
    assert "numpy" in loaded
    assert not {"jax", "jaxlib", "optax"} & loaded
