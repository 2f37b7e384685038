#!/usr/bin/env bash
# bangla-text-toolkit 0.1.0 and bangla-stemmer 1.0 (PyPI): a Bengali noun and its genitive.
#
# Expected of a stemmer: "চাকা" (wheel) and "চাকার" (of the wheel) get one stem. Seen: bangla-text-toolkit takes off one ending whatever is left, a root's last
# vowel sign as well as -র, so that of ten everyday nouns of cars not one meets its own genitive: চাকা -> চাক, চাকার -> চাকা; "কেন্দ্র" becomes "কেন্দ্", which
# ends in a virama. Bare roots lose more than inflected ones. bangla-stemmer brings three of the ten together, and prints a line on standard output for nearly every
# word ("applied fourth rules.."), which stands among the results of a program that writes its own there.
#
# Where it matters: a question and a phrasing meet by their stems. Ours takes off an ending only where a word is left (`language/bengali`).
#
# Needs python3 with pip. Fails when either says something else.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv >/dev/null
venv/bin/pip install --quiet --disable-pip-version-check --no-deps bangla-text-toolkit==0.1.0 bangla-stemmer==1.0 >/dev/null

cat >probe.py <<'PY'
import contextlib
import io
import sys
import types

# The toolkit's own module of classifiers is not needed for its stemmer.
for missing in ("sklearn", "sklearn.feature_extraction", "sklearn.feature_extraction.text", "numpy"):
    try:
        __import__(missing)
    except ImportError:
        sys.modules[missing] = types.SimpleNamespace(TfidfVectorizer=object, CountVectorizer=object, ndarray=object)
from bangla_text_toolkit.stemmer import BanglaStemmer as Toolkit
from bangla_stemmer.stemmer.stemmer import BanglaStemmer as Rules

PAIRS = (("চাকা", "চাকার"), ("কেন্দ্র", "কেন্দ্রে"), ("টাকা", "টাকার"), ("দরজা", "দরজার"), ("ব্রেক", "ব্রেকের"), ("গাড়ি", "গাড়ির"),
         ("সার্ভিস", "সার্ভিসের"), ("ব্যাটারি", "ব্যাটারির"), ("আয়না", "আয়নার"), ("চার্জ", "চার্জের"))
printed = io.StringIO()
for name, stem in (("bangla-text-toolkit", Toolkit().stem), ("bangla-stemmer", Rules().stem)):
    with contextlib.redirect_stdout(printed):
        stems = [(stem(noun), stem(case)) for noun, case in PAIRS]
    print(name, sum(a == b for a, b in stems), "of", len(PAIRS), *stems[0], *stems[1])
lines = printed.getvalue().splitlines()
print("printed", len(lines), all(line.startswith("applied") for line in lines))
PY
seen=$(venv/bin/python probe.py)
expected='bangla-text-toolkit 0 of 10 চাক চাকা কেন্দ্ কেন্দ্র
bangla-stemmer 3 of 10 চাকা চাকা কেন্দ্র কেন্দ্রে
printed 19 True'
printf 'seen:\n%s\n' "$seen"
[ "$seen" = "$expected" ]
