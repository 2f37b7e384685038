#!/usr/bin/env python3
"""What compare.mjs needs of Python: reading FAQ files (tomllib), and SQLite's FTS5.

    compare.py read DIR        ->  {"entries": [{"entry", "lang", "text"}], "offtopic": [{"lang", "text"}]}
    compare.py fts < {"entries": [...], "questions": [{"text"}]}    ->  [entry or null], one a question

FTS5: a row is one phrasing, a question is its words joined by OR, the entry of the best row (bm25) is the answer.
"""
import json
import pathlib
import sqlite3
import sys
import tomllib
import unicodedata

LANGUAGES = ("en", "bn", "kk")


def read(folder):
    root = pathlib.Path(folder)
    entries = []
    for file in sorted(root.glob("*/*.toml")):
        texts = tomllib.loads(file.read_text(encoding="utf8"))
        for lang in LANGUAGES:
            if lang in texts:
                for text in dict.fromkeys([texts[lang]["title"], *texts[lang]["phrasings"]]):
                    entries.append({"entry": file.stem, "lang": lang, "text": text})
    offtopic = []
    for file in sorted(root.glob("offtopic/*.txt")):
        lines = (line.strip() for line in file.read_text(encoding="utf8").splitlines())
        offtopic += [{"lang": file.stem, "text": line} for line in lines if line and not line.startswith("#")]
    return {"entries": entries, "offtopic": offtopic}


def words(text):
    """Cuts as the table's tokenizer does: letters, numbers, private use, and the marks that Bengali vowels are."""
    kept = (c if unicodedata.category(c)[0] in "LN" or unicodedata.category(c) in ("Co", "Mn", "Mc") else " " for c in text)
    return "".join(kept).split()


def fts(job):
    db = sqlite3.connect(":memory:")
    db.execute("""CREATE VIRTUAL TABLE phrasing USING fts5(text, entry UNINDEXED, tokenize = "unicode61 categories 'L* N* Co Mn Mc'")""")
    db.executemany("INSERT INTO phrasing VALUES (?, ?)", [(row["text"], row["entry"]) for row in job["entries"]])
    found = []
    for question in job["questions"]:
        match = " OR ".join(f'"{word}"' for word in dict.fromkeys(words(question["text"])))
        row = match and db.execute("SELECT entry FROM phrasing WHERE phrasing MATCH ? ORDER BY rank, rowid LIMIT 1", (match,)).fetchone()
        found.append(row[0] if row else None)
    return found


if __name__ == "__main__":
    if sys.argv[1:2] == ["read"] and len(sys.argv) == 3:
        print(json.dumps(read(sys.argv[2]), ensure_ascii=False))
    elif sys.argv[1:] == ["fts"]:
        print(json.dumps(fts(json.load(sys.stdin))))
    else:
        sys.exit(__doc__)
