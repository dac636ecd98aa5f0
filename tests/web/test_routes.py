from __future__ import annotations

from urllib.parse import quote, urlencode

import numpy as np
import pytest

from trainlab.web.pack import unpack


def test_the_list_shows_every_study(ask, runs):
    found = ask("/api/studies").json()
    assert [study["name"] for study in found["studies"]] == ["optimizers", "rates"]
    assert found["root"] == str(runs)
    rates = found["studies"][1]
    assert (rates["trials"], rates["net"], rates["varied"], rates["state"]["word"]) == (
        12,
        "2-4-2",
        ["learning_rate"],
        "done",
    )


def test_a_curve_is_the_recorded_one(ask, rates):
    about, arrays = unpack(ask(f"/api/curve?{urlencode({'study': rates.id, 'curve': 'train_loss'})}").body)
    whole = rates.study.recorded("train_loss")
    assert about["form"] == "points"
    assert arrays["counts"].tolist() == whole.counts.tolist()
    finite = np.where(np.isfinite(whole.recorded), whole.recorded, np.nan)
    np.testing.assert_array_equal(arrays["y"], finite)


@pytest.mark.parametrize(
    "study",
    [
        "",
        ".",
        "..",
        "../runs",
        "/",
        "/etc",
        "~",
        "nothing",
        "runs\0",
        "%2e%2e",
        "<img src=x onerror=alert(1)>",
        "\x1b[2J",
        "a" * 3000,
    ],
)
def test_only_studies_of_the_folder_are_shown(ask, study):
    for path in (
        "/api/study",
        "/api/curve",
        "/api/findings",
        "/api/table",
        "/api/trial",
        "/api/events",
        "/api/first-finding",
        "/api/points",
    ):
        answer = ask(f"{path}?study={quote(study)}")
        assert answer.code in (400, 404)
        assert "error" in answer.json()


def test_a_link_in_the_folder_leads_nowhere(ask, runs, rates, tmp_path):
    import shutil

    elsewhere = tmp_path / "secret"
    shutil.copytree(rates.folder, elsewhere)
    link = runs / "linked-20260101-000000"
    link.symlink_to(elsewhere)
    try:
        assert ask(f"/api/study?study={link.name}").code == 400
        assert link.name not in [study["id"] for study in ask("/api/studies").json()["studies"]]
    finally:
        link.unlink()


@pytest.mark.parametrize(
    "query",
    [
        "start=nan",
        "start=inf",
        "start=1&stop=0",
        "start=1&stop=1",
        "log=1&start=-1&stop=2",
        "buckets=0",
        "buckets=99999999",
        "buckets=x",
        "smooth=-3",
        "along=sideways",
        "rows=1-",
        "rows=a",
        "rows=5-2",
        "rows=0-99999999",
        "rows=50",
        "since=points:a",
        "curve=nothing",
        "curve=%00",
        "curve=" + "x" * 1000,
    ],
)
def test_a_window_that_is_none_is_refused_with_a_sentence(ask, rates, query):
    answer = ask(f"/api/curve?study={rates.id}&{query}")
    assert answer.code in (400, 404)
    assert answer.json()["error"].endswith((".", "?"))


BOMBS = [
    "(" * 900,
    "not " * 240 + "train_loss < 1",
    "min(" * 200 + "train_loss" + ")" * 200 + " < 1",
    "1" + "0" * 900 + " < train_loss",
    "train_loss" + "*train_loss" * 89 + " < 1",
    "x" * 1500,
    "mean_over(train_loss, 999999999) < 1",
    "train_loss < 1e9999",
    "\0",
    "'" * 5,
    "-" * 900 + "1 < 2",
]


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_of_a_question_is_answered_soon(ask, rates, bomb):
    import time

    begun = time.monotonic()
    answer = ask(f"/api/filter?study={rates.id}&where={quote(bomb)}")
    assert time.monotonic() - begun < 5
    assert answer.code in (200, 400)
    assert "rows" in answer.json() or answer.json()["error"]


def test_a_question_says_where_it_is_wrong(ask, rates):
    found = ask(f"/api/filter?study={rates.id}&where={quote('learning_rate > bla')}").json()
    assert found["at"] == len("learning_rate > ")
    assert "bla" in found["error"]


def test_a_filter_finds_the_trials_that_ask_finds(ask, rates):
    where = "learning_rate > 0.1 and min(validation_loss) < 0.9"
    found = ask(f"/api/filter?study={rates.id}&where={quote(where)}").json()
    assert found["rows"] == [trial.id for trial in rates.study.where(where)]
    assert found["rows"]


def test_what_is_saved_is_what_was_recorded(ask, rates):
    import io

    from pyarrow import csv, parquet

    for form, read in (("csv", csv.read_csv), ("parquet", parquet.read_table)):
        answer = ask(
            f"/api/points?study={rates.id}&curves=train_loss,validation_loss&trials=1,3-4&form={form}"
        )
        assert answer.headers["content-disposition"] == f'attachment; filename="curves.{form}"'
        table = read(io.BytesIO(answer.body))
        assert table.column_names == ["trial", "step", "train_loss", "validation_loss"]
        assert sorted(set(table["trial"].to_pylist())) == [1, 3, 4]
        steps = [
            row["train_loss"]
            for row in table.to_pylist()
            if row["trial"] == 1 and row["train_loss"] is not None
        ]
        assert steps == pytest.approx(rates.study.recorded("train_loss", [1]).row(0)[1].tolist())
        table = read(
            io.BytesIO(
                ask(f"/api/table?study={rates.id}&columns=learning_rate,validation_loss&form={form}").body
            )
        )
        assert table.num_rows == 12
        assert table.column_names == ["trial", "learning_rate", "best_validation_loss"]


def test_the_stream_says_at_once_how_a_study_is(server, rates):
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", f"/api/events?study={rates.id}", headers={"X-Trainlab-Token": server.token})
    answer = connection.getresponse()
    assert answer.getheader("content-type", "").startswith("text/event-stream")
    assert answer.readline() == b"event: changed\n"
    assert b'"word": "done"' in answer.readline()
    connection.close()


def test_ten_viewers_are_answered_together(ask, rates):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: ask(f"/api/curve?study={rates.id}"), range(10)))
    assert {answer.code for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
