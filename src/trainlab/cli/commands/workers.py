"""``trainlab workers``: what there is to train on."""

from __future__ import annotations

from trainlab.cli.arguments.options import AsJson
from trainlab.cli.output.printed import say


def command(as_json: AsJson = False) -> None:
    """List what there is to train on with --on ray: nodes, cores, accelerators, versions.

    That is the cluster that RAY_ADDRESS names, or this machine where it names none.
    """
    from trainlab.scale.executors.ray_cluster.connect import ADDRESS, import_ray
    from trainlab.scale.executors.ray_cluster.listing import workers

    import_ray()
    found = workers()
    if as_json:
        from trainlab.cli.output.json import print_rows

        print_rows(
            [
                {
                    "node": one.node, "address": one.address, "cores": one.cores,
                    "accelerators": one.accelerators, "accelerator": one.accelerator,
                    **{name.replace(" ", "_"): version for name, version in one.versions.items()},
                    "trains": not one.differs, "differs": "; ".join(one.differs),
                }
                for one in found
            ],
            as_csv=False,
        )  # fmt: skip
        return
    from trainlab.cli.output.console import print_table, table_width
    from trainlab.cli.tables.columns import Column, plain_table
    from trainlab.cli.tables.fit_width import fit
    from trainlab.terminal import Console

    columns = [
        Column("node", [one.node for one in found], "left", 0, "words"),
        Column("address", [one.address or "this machine" for one in found], "left", 2, "words"),
        Column("cores", [str(one.cores) for one in found]),
        Column("accel-\nerators", [f"{one.accelerators} {one.accelerator}".strip() for one in found]),
        *(
            Column(name, [one.versions.get(name, "") for one in found], "left", 3)
            for name in ("python", "jax", "numpy", "trainlab")
        ),
    ]
    print_table(Console(), plain_table(fit(columns, table_width()).columns))
    for one in found:
        if one.differs:
            say(f"{one.node} does not train: {', '.join(one.differs)}.")
    if not found[0].address:
        say(
            f"{ADDRESS} names no cluster: --on ray starts one on this machine, for as long as a study trains."
        )
