"""What other tools' own packages find in exported files: formats.py FORMAT FOLDER.

Prints a JSON list: [label, covered text] for each span, [label, head, tail] for each arrow. Ends with 3 where the package
that reads the format is missing. brat has no package that reads all of it; its rules are checked here by hand.
"""

import json
import sys
from pathlib import Path


def inception(folder):
    from cassis import load_cas_from_json

    with open(folder / "a.json", "rb") as file:
        cas = load_cas_from_json(file)
    entity = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
    for kind in (entity, "webanno.custom.Span"):
        yield from ([it.value, it.get_covered_text()] for it in cas.select(kind))
    for arrow in cas.select("webanno.custom.Relation"):
        yield [arrow.label, arrow.Governor.get_covered_text(), arrow.Dependent.get_covered_text()]
    yield from (["tag", it.tag] for it in cas.select("webanno.custom.DocumentTag"))


def gate(folder):
    from gatenlp import Document

    document = Document.load(str(folder / "a.bdocjs"), fmt="bdocjs")
    for name in document.annset_names():
        annotations = document.annset(name)
        for it in annotations:
            yield [it.type, document[it]]
            for key, value in it.features.items():
                if key in ("source", "cue"):
                    yield from ([key, document[it], document[annotations.get(id)]] for id in value)
    yield from (["tag", tag] for tag in document.features.get("tags", []))


def label_studio(folder):
    from label_studio_sdk.label_interface import LabelInterface

    interface = LabelInterface((folder / "label-studio.xml").read_text("utf-8"))
    interface.validate()
    for task in json.loads((folder / "tasks.json").read_text("utf-8")):
        # Of a task with annotations its own check (2.1.2) fails; they are checked one by one.
        assert interface.validate_task({"data": task["data"]}), "not a task of this configuration"
        text = task["data"]["text"]
        results = task["annotations"][0]["result"]
        places = {}
        regions = [it for it in results if "id" in it]
        for result in results:
            if result["type"] == "relation":
                assert interface.validate_relation(result, regions), result
                continue
            assert interface.validate_region(result), result
            value = result["value"]
            if result["type"] == "labels":
                covered = text[value["start"] : value["end"]]
                assert covered == value["text"], value
                places[result["id"]] = covered
                yield [value["labels"][0], covered]
            if result["from_name"] == "tag":
                yield from (["tag", tag] for tag in value["choices"])
        for result in results:
            if result["type"] == "relation":
                yield [result["labels"][0], places[result["from_id"]], places[result["to_id"]]]


def conll(folder, name="a.conll", scheme="IOB2"):
    import seqeval.scheme

    sentences = [[]]
    for line in (folder / name).read_text("utf-8").splitlines():
        if line.startswith("-DOCSTART-") or not line:
            sentences.append([])
        else:
            sentences[-1].append(line.split(" "))
    for sentence in filter(None, sentences):
        tags = [row[-1] for row in sentence]
        entities = seqeval.scheme.Entities([tags], scheme=getattr(seqeval.scheme, scheme))
        for entity in entities.entities[0]:
            yield [entity.tag, " ".join(row[0] for row in sentence[entity.start : entity.end])]


def conll_bilou(folder):
    return conll(folder, "a.bilou.conll", "BILOU")


def brat(folder):
    # As the server reads it: universal newlines, code points.
    text = open(folder / "a.txt", encoding="utf-8").read()
    lines = open(folder / "a.ann", encoding="utf-8").read().splitlines()
    words = {}
    for line in lines:
        id, data, *rest = line.split("\t")
        if id[0] == "T":
            label, offsets = data.split(" ", 1)
            parts = [tuple(map(int, part.split(" "))) for part in offsets.split(";")]
            pieces = [text[start:end] for start, end in parts]
            assert rest == [" ".join(pieces)], line
            assert not any("\n" in piece for piece in pieces), line
            words[id] = (label, " ".join(pieces))
            yield list(words[id])
    for line in lines:
        if line.startswith("E"):
            (label, trigger), *args = (arg.split(":") for arg in line.split("\t")[1].split(" "))
            assert words[trigger][0] == label, line
            yield from ([role.lower(), words[trigger][1], words[id][1]] for role, id in args)


if __name__ == "__main__":
    try:
        print(json.dumps(list(globals()[sys.argv[1].replace("-", "_")](Path(sys.argv[2])))))
    except ImportError as missing:
        print(missing, file=sys.stderr)
        sys.exit(3)
