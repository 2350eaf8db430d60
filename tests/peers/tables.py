"""Reads tables and Web Annotations with Python's own csv and json, and says how many of their places hold.

Standard input is an object with the text and what was written of it; standard output the counts."""

import csv
import io
import json
import sys


def plain(cell):
    """A cell without the apostrophe that keeps spreadsheets from running it."""
    if cell.startswith("'") and cell.lstrip("'")[:1] in "=+-@\t\r＝＋－＠" and cell.lstrip("'"):
        return cell[1:]
    return cell


def rows(table):
    return list(csv.DictReader(io.StringIO(table, newline="")))


def main():
    given = json.loads(sys.stdin.buffer.read().decode("utf-8"))
    text = given["text"]
    spans = 0
    for row in rows(given["spans"]):
        ends = [part.split("-") for part in row["parts"].split(";")] if row["parts"] else [(row["start"], row["end"])]
        covered = " ".join(text[int(start) : int(end)] for start, end in ends)
        assert covered == plain(row["text"]), (covered, row)
        spans += 1
    stances = 0
    for row in rows(given["stances"]):
        if row["evidence_start"]:
            assert text[int(row["evidence_start"]) : int(row["evidence_end"])] == plain(row["evidence"]), row
        stances += 1
    annotations = 0
    for page in json.loads(given["w3c"]):
        assert page["type"] == "AnnotationPage"
        for annotation in page["items"]:
            annotations += 1
            target = annotation["target"]
            if isinstance(target, dict):
                quote, place = target["selector"]
                start, end = place["start"], place["end"]
                assert text[start:end] == quote["exact"], annotation
                assert text[:start].endswith(quote["prefix"]) and text[end:].startswith(quote["suffix"]), annotation
    print(json.dumps([spans, stances, annotations]))


main()
