"""Curves that are put together from what came with each commit are those that are read whole."""

from __future__ import annotations

import pytest
from growing_study import begun, commit
from opened_pages import opened

from trainlab.web.serve import Server
from trainlab.web.shelf import Shelf

MODULES = """async (id) => {
  const { CurveData } = await import("/page/curve_data.js");
  const { server } = await import("/page/server.js");
  const all = { start: null, stop: null, pixels: 200, live: true };
  window.asked_ = { curve: "train_loss", along: "step", log: false, smooth: 1, by: [], ...all };
  window.made_ = (source) => new CurveData({ ids: [id], source }, (problem) => {
    if (problem) throw new Error(problem);
  });
  window.server_ = server;
  window.fetchedWhole_ = 0;
  const counting = (fields, signal) => {
    if (!fields.since) window.fetchedWhole_ += 1;
    return server.curve(fields, signal);
  };
  window.growing_ = window.made_({ ...server, curve: counting });
}"""

WANT = "(more) => window.growing_.want(Object.assign(window.asked_, more))"

GROWN = """async () => {
  await window.growing_.more();
  const whole = window.made_(window.server_);
  await whole.want(window.asked_);
  const told = ({ geometry: { form, stop, end, reach, counts, vertices } }) =>
    [form, stop, end, reach, [...counts], [...vertices]];
  return [told(window.growing_), told(whole)];
}"""


@pytest.mark.parametrize("first", [{"live": True}, {"live": False}])
def test_what_grew_is_what_is_read_whole(browser, tmp_path, first):
    with begun(tmp_path) as writer:
        commit(writer, 0, [30, 30, 30])
        server = Server(Shelf(tmp_path))
        try:
            for seen in opened(browser, server, viewport={"width": 800, "height": 600}):
                seen.page.evaluate(MODULES, writer.folder.name)
                seen.page.evaluate(WANT, first)
                seen.page.evaluate(WANT, {"live": True})
                made, forms = 30, set()
                # Over ends of the window, and over where points become buckets.
                for more in (5, 20, 100, 260, 90, 3, 200, 250):
                    commit(writer, made, [more, more, more])
                    made += more
                    grown, whole = seen.page.evaluate(GROWN)
                    assert grown == whole
                    forms.add(grown[0])
                assert forms == {"points", "buckets"}
                assert seen.page.evaluate("window.fetchedWhole_") <= 2  # not at each end of the window
        finally:
            server.close()
