"""Stances by a language model behind an HTTP endpoint, as proposals for gloss. Nothing but the standard library.

    [extractors.llm]
    command = ["python3", "llm_stance.py"]
    workers = 4
    timeout = 300
    about = "stances, by a language model"
    [extractors.llm.env]
    LLM_URL = "http://localhost:11434/v1/chat/completions"     # any OpenAI-compatible endpoint
    LLM_MODEL = "mistral-small"
    STANCE_TARGETS = "nato-expansion=the enlargement of NATO; sanctions=sanctions against Russia"

A key, where the endpoint wants one, is taken from the variable LLM_KEY: keep it out of files. The articles are sent to
that endpoint. What the model quotes as evidence is looked for in the text; what is not there to the letter is left out.
"""

import json
import os
import sys
import urllib.error
import urllib.request

URL = os.environ.get("LLM_URL", "http://localhost:11434/v1/chat/completions")
MODEL = os.environ.get("LLM_MODEL", "mistral-small")
TARGETS = dict(pair.strip().split("=", 1) for pair in os.environ["STANCE_TARGETS"].split(";"))
VALUES = ["favor", "against", "neutral", "mixed"]
TASK = """You code stances in news articles. The targets are:
{targets}
For each person or organisation that takes a stance towards a target in the article, and for the author where the author
does, give the holder as the article names it (or "author"), the target's id, the value (one of {values}), how sure you
are from 0 to 1, and one sentence of the article, word for word, that shows it. Only what the article says counts.
Answer with JSON alone: {{"stances": [{{"holder": "…", "target": "…", "value": "…", "confidence": 0.9, "evidence": "…"}}]}}
Where there is none: {{"stances": []}}"""


def ask(text):
    """What the model says of a text: a list of objects."""
    targets = "\n".join(f"- {name}: {meaning}" for name, meaning in TARGETS.items())
    task = TASK.format(targets=targets, values=", ".join(VALUES))
    body = {
        "model": MODEL,
        "temperature": 0,
        "response_format": {"type": "json_object"},
        "messages": [{"role": "system", "content": task}, {"role": "user", "content": text}],
    }
    headers = {"Content-Type": "application/json"}
    if os.environ.get("LLM_KEY"):
        headers["Authorization"] = "Bearer " + os.environ["LLM_KEY"]
    request = urllib.request.Request(URL, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=280) as response:
        said = json.load(response)["choices"][0]["message"]["content"]
    return json.loads(said[said.index("{"):said.rindex("}") + 1])["stances"]


def answer(asked):
    spans, stances = [], []
    for said in ask(asked["text"]):
        if said.get("target") not in TARGETS or said.get("value") not in VALUES or not said.get("holder"):
            print(f"left out: {said}", file=sys.stderr)
            continue
        holder = {"role": "author"} if said["holder"] == "author" else {"name": said["holder"]}
        stance = {"holder": holder, "target": said["target"], "value": said["value"]}
        if isinstance(said.get("confidence"), (int, float)):
            stance["score"] = min(max(said["confidence"], 0), 1)
        evidence = said.get("evidence") or ""
        start = asked["text"].find(evidence) if evidence else -1
        if start >= 0:
            key = f"e{len(spans)}"
            spans.append({"id": key, "label": "EVIDENCE", "start": start, "end": start + len(evidence)})
            stance["evidence"] = [key]
        stances.append(stance)
    return {"id": asked["id"], "spans": spans, "stances": stances}


for line in sys.stdin:
    question = json.loads(line)
    try:
        reply = answer(question)
    except (OSError, ValueError, KeyError, TypeError) as error:  # one document must not cost the others
        reply = {"id": question["id"], "error": f"{URL}: {error!r}"}
    print(json.dumps(reply), flush=True)
