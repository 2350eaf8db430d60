"""Names of any kind by GLiNER, as proposals for gloss.

    pip install gliner          # the model is loaded from the network the first time

    [extractors.gliner]
    command = ["python3", "gliner_ner.py"]
    timeout = 600
    env = { GLINER_LABELS = "person=PER, organization=ORG, location=LOC, political party=PARTY" }

GLiNER reads about 384 words and drops the rest without a word. So the text goes to it in pieces, and the offsets are
moved back. With GLINER_WHOLE=1 it goes in one piece: gloss then says how far into the article the proposals reach.
"""

import json
import os
import re
import sys

# Standard output is for answers alone: whatever libraries print goes to standard error.
ANSWERS, sys.stdout = sys.stdout, sys.stderr

from gliner import GLiNER  # noqa: E402

WORDS = 200  # GLiNER counts punctuation, too: well below its limit
MODEL = os.environ.get("GLINER_MODEL", "urchade/gliner_multi-v2.1")
THRESHOLD = float(os.environ.get("GLINER_THRESHOLD", "0.5"))
PAIRS = os.environ.get("GLINER_LABELS", "person=PER, organization=ORG, location=LOC, event=MISC").split(",")
LABELS = dict(pair.strip().split("=", 1) for pair in PAIRS)


def pieces(text):
    """(start, piece) of the text in order, of at most WORDS words; one ends with a paragraph where it can."""
    words = list(re.finditer(r"\S+", text))
    size = len(words) if os.environ.get("GLINER_WHOLE") else WORDS
    first = 0
    while first < len(words):
        end = min(first + size, len(words))
        if end < len(words):
            gaps = ((n, text[words[n - 1].end():words[n].start()]) for n in range(first + size // 2, end + 1))
            end = max((n for n, gap in gaps if gap.count("\n") > 1), default=end)
        start = words[first].start()
        yield start, text[start:words[end - 1].end()]
        first = end


def main():
    print(f"loading {MODEL}", file=sys.stderr)
    model = GLiNER.from_pretrained(MODEL)
    for line in sys.stdin:
        asked = json.loads(line)
        answer = {"id": asked["id"], "spans": []}
        try:
            for start, piece in pieces(asked["text"]):
                for found in model.predict_entities(piece, list(LABELS), threshold=THRESHOLD):
                    answer["spans"].append({
                        "start": start + found["start"], "end": start + found["end"], "text": found["text"],
                        "label": LABELS[found["label"]], "score": round(float(found["score"]), 3),
                    })
        except Exception as error:  # one document must not cost the others
            answer["error"] = str(error)
        print(json.dumps(answer), file=ANSWERS, flush=True)


if __name__ == "__main__":
    main()
