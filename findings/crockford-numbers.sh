#!/usr/bin/env bash
# crockford-base32 2.1.0 (npm) beside base32-crockford 0.3.0 and crock 1.0.0 (PyPI): a number in Crockford's base 32.
#
# Crockford's page writes numbers: 1234 is "16J", with its check symbol "16JD". Expected of three libraries that follow it: the same symbols for the same
# number. Seen: the two of Python say "16J"; crockford-base32 lays the number's bytes from the left and says "0K90" in its default variant, named `crockford`, and reads "16J" as
# 2468 and "0016J" as 617, without an error. Only where the bits fill the symbols (5, 10 ... bytes) do all agree, so that a test with a code of 40 bits sees
# no difference. Its other variant, `ulid`, counts as Crockford does, with zeros in front. Its page tells of the two ways of laying bits, not that numbers differ.
#
# Where it matters: the codes that owners read on the phone are 40 bits: whoever makes them elsewhere from an integer is safe, whoever cuts leading zeros is not.
#
# Needs node with npm, and python3 with pip. Fails when one of them says something else.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --no-save crockford-base32@2.1.0 >/dev/null
python3 -m venv venv >/dev/null
venv/bin/pip install --quiet --disable-pip-version-check --no-deps base32-crockford==0.3.0 crock==1.0.0 >/dev/null

cat >probe.cjs <<'JS'
const { CrockfordBase32: base32 } = require("crockford-base32");
const line = (name, options) => {
  const written = [1n, 32n, 1234n, 2n ** 40n - 1n].map((number) => base32.encode(number, options));
  const read = ["1", "16J", "0016J"].map((text) => base32.decode(text, { ...options, asNumber: true }));
  console.log(name, ...written, "|", ...read.map(String));
};
line("crockford-base32");
line("crockford-base32/ulid", { variant: "ulid" });
JS
cat >probe.py <<'PY'
import base32_crockford
import crock

numbers, texts = (1, 32, 1234, 2**40 - 1), ("1", "16J", "0016J")
print("base32-crockford", *map(base32_crockford.encode, numbers), "|", *map(base32_crockford.decode, texts))
print("crock", *map(crock.encode_int, numbers), "|", *map(crock.decode_int, texts))
PY
seen=$(node probe.cjs; venv/bin/python probe.py)
expected='crockford-base32 04 40 0K90 ZZZZZZZZ | 8 2468 617
crockford-base32/ulid 01 10 016J ZZZZZZZZ | 1 1234 1234
base32-crockford 1 10 16J ZZZZZZZZ | 1 1234 1234
crock 1 10 16J ZZZZZZZZ | 1 1234 1234'
printf 'seen:\n%s\n' "$seen"
[ "$seen" = "$expected" ]
