#!/usr/bin/env bash
# saphyr-parser 0.3.4 (crates.io): where a block scalar of YAML begins.
#
# Expected: the span of a scalar begins where the scalar does, at its quote or, for a block scalar, at its `|` or `>`, as PyYAML 6.0.3's
# marks do. Seen: that of a quoted scalar begins at the quote, but that of a block scalar begins at its first letter, a line or more below: not only the
# header is left out, but also the empty lines that belong to the value. Who tells people "line 8" of a mistake in such a text, or puts another text in
# the place of the span, is lines away from where it begins.
#
# Where it matters: mistakes in imported Rasa files are told with their line; `examples: |` is the usual way to write them there.
#
# Needs cargo and python3 with pip. Fails when either library says something else.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

printf 'quoted: "two"\nliteral: |\n  three\nlast: |\n\n\n  six\n' >sample.yml

mkdir -p probe/src
cat >probe/Cargo.toml <<'END'
[package]
name = "probe"
version = "0.0.0"
edition = "2021"

[dependencies]
saphyr-parser = { version = "=0.3.4", default-features = false }
END
cat >probe/src/main.rs <<'END'
use saphyr_parser::{Event, Parser};

fn main() {
    let text = std::fs::read_to_string("sample.yml").expect("the sample");
    for parsed in Parser::new_from_str(&text) {
        let (event, span) = parsed.expect("valid YAML");
        if let Event::Scalar(value, ..) = event {
            println!("{value:?} from {}:{}", span.start.line(), span.start.col());
        }
    }
}
END
cargo run --quiet --manifest-path probe/Cargo.toml >saphyr.txt

python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check pyyaml==6.0.3
python/bin/python - >pyyaml.txt <<'END'
import json, yaml
for event in yaml.parse(open("sample.yml").read()):
    if isinstance(event, yaml.ScalarEvent):
        print(f"{json.dumps(event.value)} from {event.start_mark.line + 1}:{event.start_mark.column}")
END

cat >expected-saphyr.txt <<'END'
"quoted" from 1:0
"two" from 1:8
"literal" from 2:0
"three\n" from 3:2
"last" from 4:0
"\n\nsix\n" from 7:2
END
cat >expected-pyyaml.txt <<'END'
"quoted" from 1:0
"two" from 1:8
"literal" from 2:0
"three\n" from 2:9
"last" from 4:0
"\n\nsix\n" from 4:6
END
diff expected-saphyr.txt saphyr.txt
diff expected-pyyaml.txt pyyaml.txt
echo "as written: saphyr-parser 0.3.4 begins block scalars at their first letter, PyYAML 6.0.3 at their header"
