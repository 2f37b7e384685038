#!/usr/bin/env bash
# qaznltk 1.3.0.3 (PyPI): Kazakh to the Latin letters of ISO 9, and back.
#
# ISO 9 gives each Cyrillic letter one Latin sign of its own, so that the way back is certain; that is what it is for. Expected:
# convert2cyrillic_iso9(convert2latin_iso9(text)) is the text. Seen: four letters that Kazakh is full of (ә, қ, ң, ұ, capitals too) come
# back as a base with a loose mark ("қызу" -> "k̦yzu" -> "к̦ызу"), which looks alike and equals nothing: they go out as two code points, and the way back reads one
# at a time. ғ, і, ө, ү, һ come back whole. No error is raised; NFC and NFKC do not mend it, since the pair has no composed form.
#
# Where it matters: many owners write Kazakh in Latin letters. We restore with the corpus's own words instead of a table (`search/restore`).
#
# Needs python3 with pip. Fails when it says something else.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv >/dev/null
venv/bin/pip install --quiet --disable-pip-version-check --no-deps qaznltk==1.3.0.3 >/dev/null

cat >probe.py <<'PY'
import unicodedata
from qaznltk import convert2cyrillic_iso9, convert2latin_iso9

lost = [letter for letter in "әғқңөұүһіӘҒҚҢӨҰҮҺІ" if convert2cyrillic_iso9(convert2latin_iso9(letter)) != letter]
print("lost", *lost)
for word in ("көлігім", "қызу", "ұшақ", "сіңген", "Әуе"):
    back = convert2cyrillic_iso9(convert2latin_iso9(word))
    print(word, back == word, any(unicodedata.normalize(form, back) == word for form in ("NFC", "NFKC")))
PY
seen=$(venv/bin/python probe.py)
printf 'seen:\n%s\n' "$seen"
expected='lost ә қ ң ұ Ә Қ Ң Ұ
көлігім True True
қызу False False
ұшақ False False
сіңген False False
Әуе False False'
[ "$seen" = "$expected" ]
