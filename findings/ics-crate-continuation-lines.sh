#!/usr/bin/env bash
# ics 0.5.8 (crates.io), which writes iCalendar files: the lines that it folds.
#
# RFC 5545, section 3.1: "Lines of text SHOULD NOT be longer than 75 octets, excluding the line break", and a long one goes on in a next line that begins with
# a blank. The documentation of the crate says that it folds "after 75 bytes automatically". Expected: no line has more than 75 octets, the blank
# that a continuation begins with included.
# Seen: the first line has 75, and every full continuation has 76, since the blank at its begin is not counted; in Latin letters as in Bengali, whose letters have three
# octets and are never cut.
#
# Where it matters: what checks calendars strictly says so of each such line. We fold once more what the crate has written.
#
# Needs cargo. Fails when the lines have other lengths.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "probe"
version = "0.0.0"
edition = "2021"

[dependencies]
ics = { version = "=0.5.8", default-features = false }
TOML
cat >src/main.rs <<'RUST'
use ics::properties::Description;
use ics::{Event, ICalendar};

fn main() {
    for (name, text) in [("latin", "x".repeat(300)), ("bengali", "গ".repeat(100))] {
        let mut event = Event::new("1@example.com", "20260101T000000Z");
        event.push(Description::new(text));
        let mut calendar = ICalendar::new("2.0", "-//example//probe//EN");
        calendar.add_event(event);
        let written = calendar.to_string();
        let long: Vec<&str> = written.split("\r\n").skip_while(|line| !line.starts_with("DESCRIPTION")).take_while(|line| !line.starts_with("END")).collect();
        println!("{name} {:?}", long.iter().map(|line| line.len()).collect::<Vec<_>>());
    }
}
RUST
seen=$(cargo run --quiet 2>&1)
expected='latin [75, 76, 76, 76, 13]
bengali [75, 76, 76, 76, 13]'
printf 'seen (octets of each line of one property):\n%s\n' "$seen"
[ "$seen" = "$expected" ]
