"""Names by spaCy, as proposals for gloss.

    pip install spacy && python -m spacy download de_core_news_sm

    [extractors.spacy]
    command = ["python3", "spacy_ner.py"]
    timeout = 120
    env = { SPACY_MODEL = "de_core_news_sm" }

Reads {"id", "text"} a line, answers each with {"id", "spans"}. Offsets are Python's: code points, half-open.
"""

import json
import os
import sys

# Standard output is for answers alone: whatever libraries print goes to standard error.
ANSWERS, sys.stdout = sys.stdout, sys.stderr

import spacy  # noqa: E402

# What the models call the labels of the news schema. Others keep their names; "" leaves a label out.
LABELS = {"PERSON": "PER", "GPE": "LOC", "FAC": "LOC", "NORP": "MISC", "EVENT": "MISC", "WORK_OF_ART": "MISC",
          "LAW": "MISC", "PRODUCT": "MISC", "DATE": "", "TIME": "", "CARDINAL": "", "ORDINAL": "", "MONEY": "",
          "PERCENT": "", "QUANTITY": "", "LANGUAGE": ""}


def main():
    model = os.environ.get("SPACY_MODEL", "de_core_news_sm")
    print(f"loading {model}", file=sys.stderr)
    nlp = spacy.load(model, exclude=["parser", "lemmatizer"])
    for line in sys.stdin:
        asked = json.loads(line)
        answer = {"id": asked["id"]}
        try:
            nlp.max_length = max(nlp.max_length, len(asked["text"]) + 1)
            answer["spans"] = [
                {"start": ent.start_char, "end": ent.end_char, "label": label, "text": ent.text}
                for ent in nlp(asked["text"]).ents
                if (label := LABELS.get(ent.label_, ent.label_))
            ]
        except Exception as error:  # one document must not cost the others
            answer["error"] = str(error)
        print(json.dumps(answer), file=ANSWERS, flush=True)


if __name__ == "__main__":
    main()
