#!/usr/bin/env bash
# timezones-ical-library 2.3.2 and @touch4it/ical-timezones 1.9.0 (npm): the clock of Almaty in a calendar file.
#
# Kazakhstan has had one time, UTC+5, since 1 March 2024; until then Almaty was at UTC+6. Expected of a VTIMEZONE for Asia/Almaty: +0500 today, and +0600
# for a day before. Seen: @touch4it/ical-timezones knows +0600 alone, so that a visit at 10:00 stands at 9:00 in an owner's calendar; Asia/Qyzylorda
# is an hour off as well (+0500 since December 2018), and Asia/Qostanay is not known. timezones-ical-library is right for today, but knows +0500 alone, from 1970 on;
# its tzlib_get_offset takes a day and answers +0500 for 1 February 2024, too. Neither is out of date by its own word.
#
# Where it matters: bookings of service centres go into phones' calendars. Ours are written from the transitions of jiff's database.
#
# Needs node with npm, and python3 for what is right. Fails when either says something else.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --no-save timezones-ical-library@2.3.2 @touch4it/ical-timezones@1.9.0 >/dev/null

cat >probe.cjs <<'JS'
const lines = (text) => (text || "none").match(/TZOFFSETTO:[+-]\d+|none/g).map((line) => line.replace("TZOFFSETTO:", "")).join(" ");
const one = require("timezones-ical-library");
const two = require("@touch4it/ical-timezones");
console.log("one Asia/Almaty", lines(one.tzlib_get_ical_block("Asia/Almaty")[0]));
for (const day of ["2024-02-01", "2026-02-01"]) console.log("one", day, one.tzlib_get_offset("Asia/Almaty", day, "10:00"));
for (const zone of ["Asia/Almaty", "Asia/Qyzylorda", "Asia/Qostanay", "Asia/Dhaka"]) console.log("two", zone, lines(two.getVtimezoneComponent(zone)));
JS
seen=$(node probe.cjs)
expected='one Asia/Almaty +0500
one 2024-02-01 +0500
one 2026-02-01 +0500
two Asia/Almaty +0600
two Asia/Qyzylorda +0600
two Asia/Qostanay none
two Asia/Dhaka +0600'

python3 -m venv venv >/dev/null
venv/bin/pip install --quiet --disable-pip-version-check tzdata==2025.2 >/dev/null
right=$(PYTHONTZPATH='' venv/bin/python - <<'PY'
from datetime import datetime
from zoneinfo import ZoneInfo
for zone, year, month in (("Asia/Almaty", 2024, 2), ("Asia/Almaty", 2026, 2), ("Asia/Qyzylorda", 2026, 2), ("Asia/Dhaka", 2026, 2)):
    print(zone, f"{year}-{month:02}", f"{datetime(year, month, 1, 10, tzinfo=ZoneInfo(zone)):%z}")
PY
)
right_is='Asia/Almaty 2024-02 +0600
Asia/Almaty 2026-02 +0500
Asia/Qyzylorda 2026-02 +0500
Asia/Dhaka 2026-02 +0600'

printf 'seen:\n%s\nby the time zone database (tzdata 2025.2):\n%s\n' "$seen" "$right"
[ "$seen" = "$expected" ] && [ "$right" = "$right_is" ]
