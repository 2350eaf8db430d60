"""What seqeval and nervaluate say of the corpora on standard input, as JSON on standard output.

A corpus is a list of documents {"tokens", "gold", "pred"}; a span is {"label", "start", "end", "first", "last"}: half-open
code points, and the first token and the one after the last. seqeval is asked of corpora without nested spans alone.
With --check: ends well where both packages are there, in a version that this was written for.
"""

import json
import sys
import warnings
from importlib.metadata import version

from nervaluate import Evaluator
from seqeval.metrics.v1 import precision_recall_fscore_support
from seqeval.scheme import IOB2

SCHEMES = {"strict": "strict", "exact": "exact", "partial": "partial", "type": "ent_type"}
FIELDS = ["correct", "incorrect", "partial", "missed", "spurious", "possible", "actual", "precision", "recall", "f1"]


def by_nervaluate(corpus):
    def spans(side):
        # Its ends are inclusive.
        return [
            [{"label": s["label"], "start": s["start"], "end": s["end"] - 1} for s in document[side]]
            for document in corpus
        ]

    labels = sorted({s["label"] for document in corpus for side in ("gold", "pred") for s in document[side]})
    results = Evaluator(spans("gold"), spans("pred"), tags=labels, loader="dict").evaluate()

    def schemes(found):
        return {ours: {field: getattr(found[theirs], field) for field in FIELDS} for ours, theirs in SCHEMES.items()}

    return {
        "overall": schemes(results["overall"]),
        "labels": {label: schemes(results["entities"][label]) for label in labels},
    }


def by_seqeval(corpus):
    def tags(side):
        rows = []
        for document in corpus:
            row = ["O"] * document["tokens"]
            for s in document[side]:
                row[s["first"]] = "B-" + s["label"]
                row[s["first"] + 1 : s["last"]] = ["I-" + s["label"]] * (s["last"] - s["first"] - 1)
            rows.append(row)
        return rows

    labels = sorted({s["label"] for document in corpus for side in ("gold", "pred") for s in document[side]})

    def ask(average):
        return precision_recall_fscore_support(tags("gold"), tags("pred"), average=average, scheme=IOB2)

    names = ["precision", "recall", "f1"]
    averages = {name: dict(zip(names, map(float, ask(name)[:3]))) for name in ("micro", "macro", "weighted")}
    precision, recall, f1, support = ask(None)
    rows = zip(labels, precision.tolist(), recall.tolist(), f1.tolist(), support.tolist())
    return {
        "averages": averages,
        "labels": {label: {"precision": p, "recall": r, "f1": f, "gold": gold} for label, p, r, f, gold in rows},
    }


def release(package):
    return tuple(int(part) for part in version(package).split(".")[:2])


def is_flat(document):
    return all(
        a["last"] <= b["first"]
        for side in ("gold", "pred")
        for a, b in zip(document[side], document[side][1:])
    )


if __name__ == "__main__":
    if "--check" in sys.argv:
        old = [name for name in ("nervaluate", "seqeval") if release(name) < (1, 2)]
        sys.exit(f"too old: {', '.join(old)}" if old else 0)
    warnings.simplefilter("ignore")
    answers = []
    for corpus in json.load(sys.stdin):
        flat = all(map(is_flat, corpus))
        answers.append({"nervaluate": by_nervaluate(corpus), "seqeval": by_seqeval(corpus) if flat else None})
    json.dump(answers, sys.stdout)
