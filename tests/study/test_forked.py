"""A process that was forked after JAX had started is told so, where it would wait for ever."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from trainlab.scale.engine import FORKED

FORKS = """
import json, multiprocessing, sys

def child(root, answers):
    import trainlab as tl
    try:
        tl.run("moons", "2-3-2", steps=2, root=root)
        answers.put("trained")
    except tl.TrainlabError as error:
        answers.put(str(error))

def asked(root):
    fork = multiprocessing.get_context("fork")
    answers = fork.SimpleQueue()
    process = fork.Process(target=child, args=(root, answers))
    process.start()
    process.join(60)
    if process.is_alive():
        process.kill()
        return "waited"
    return answers.get()

root, said = sys.argv[1], []
import trainlab.scale.run  # imports JAX and does not start it
said.append(asked(root + "/not started"))
import jax
jax.numpy.ones(3).block_until_ready()
said.append(asked(root + "/started by the host"))
child(root + "/here", type("Queue", (), {"put": said.append}))
said.append(asked(root + "/started by trainlab"))
print(json.dumps(said))
"""


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="threads are counted on Linux only")
def test_a_fork_of_a_process_in_which_jax_has_started_is_refused(tmp_path):
    command = [sys.executable, "-W", "ignore", "-c", FORKS, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == ["trained", FORKED, "trained", FORKED]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["here", "not started"]
