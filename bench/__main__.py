import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path

from . import __doc__ as story
from . import report
from .deployment import Deployment, deployed
from .load import LoadFailed, PythonClient, chosen
from .measurement import Bench, Result
from .pairs import Pair, pairs, upload_pairs
from .record import record_size


def main() -> None:
    options = parser().parse_args()
    machine = report.machine()
    bench = Bench(chosen(options.connections), options.rounds, options.seconds)
    with deployed() as deployment:
        conditions = deployment.conditions()
        uploads = bench_of_uploads(bench)
        print(report.opening(bench, uploads, machine, conditions), flush=True)
        results = measured(bench, pairs(deployment), deployment, options.only)
        size = record_size(deployment.valkey.client())
        of_uploads = measured(uploads, upload_pairs(deployment), deployment, options.only)
        print(report.closing(size, of_uploads, deployment.redis_failures()))
    if options.json:
        found = {"machine": machine, "conditions": conditions} | report.as_json(bench, results)
        found |= {"record": asdict(size) if size else None, "uploads": report.as_json(uploads, of_uploads)}
        options.json.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")


def bench_of_uploads(bench: Bench) -> Bench:
    """One upload at a time, since two meet in one process or in two, which is the kernel's choice.

    The ranges are narrow then, so half the rounds will do, without a warm-up.
    """
    return replace(bench, load=PythonClient(1), rounds=max(1, bench.rounds // 2), warm_up=0)


def measured(bench: Bench, pairs: list[Pair], deployment: Deployment, only: str) -> list[Result]:
    """Prints each pair as soon as it is known."""
    results = []
    for pair in pairs:
        if only in pair.name:
            results.append(result_of(pair, bench, deployment))
            print(report.row(results[-1]), flush=True)
    return results


def result_of(pair: Pair, bench: Bench, deployment: Deployment) -> Result:
    try:
        return bench.measure(pair, deployment.product.worker_pids())
    except LoadFailed as failure:
        raise SystemExit(
            f"No figures, for not every request succeeded: {failure}\n{deployment.log_end}"
        ) from None


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="python -m bench", description=(story or "").partition("\n")[0])
    found.add_argument("--rounds", type=int, default=7, help="how many turns each side has (%(default)s)")
    found.add_argument("--seconds", type=int, default=1, help="how long a turn takes (%(default)s)")
    found.add_argument("--connections", type=int, default=16, help="at the same time (%(default)s)")
    found.add_argument("--only", default="", metavar="WORD", help="only the pairs with this in their name")
    found.add_argument("--json", type=Path, metavar="FILE", help="write the result there, too")
    return found


if __name__ == "__main__":
    main()
