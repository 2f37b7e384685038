//! The house as `docs/architecture.md` draws it: the page's own tables are read and held against the `use` lines and paths of
//! `src/`. A room that knows a room on its own floor or above fails here, and so does a circle of files, a library in the
//! wrong room, and a room that the page does not name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Where a file stands: `["store", "writer"]` for `src/store/writer.rs`.
type Module = Vec<String>;

/// One file of `src/`, without its comments and tests.
struct Source {
    module: Module,
    text: String,
}

/// What the page says.
struct Plan {
    /// Room to its floor; a room may know lower floors only.
    floors: BTreeMap<String, usize>,
    /// Library (a prefix of its name) to the rooms that may name it.
    libraries: BTreeMap<String, BTreeSet<String>>,
}

#[test]
fn rooms_know_lower_floors_only() {
    let (plan, sources) = (plan(), sources());
    let mut wrong = Vec::new();
    for source in &sources {
        let Some(floor) = plan.floors.get(&source.module[0]) else {
            wrong.push(format!("{} is on no floor of docs/architecture.md", source.module[0]));
            continue;
        };
        for path in paths(source) {
            let room = &path[0];
            if *room == source.module[0] {
                continue;
            }
            match plan.floors.get(room) {
                Some(lower) if lower < floor => {}
                Some(_) => wrong.push(format!("{} knows {}, which is not below it", source.module.join("::"), path.join("::"))),
                None => wrong.push(format!("{} names {}, which is no room of the page", source.module.join("::"), path.join("::"))),
            }
        }
    }
    let rooms: BTreeSet<&String> = sources.iter().map(|source| &source.module[0]).collect();
    wrong.extend(plan.floors.keys().filter(|room| !rooms.contains(room)).map(|room| format!("{room} stands on the page and not in src/")));
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn libraries_stay_in_their_rooms() {
    let plan = plan();
    let mut wrong = Vec::new();
    for source in sources() {
        for (library, rooms) in &plan.libraries {
            let named = identifiers_before_colons(&source.text).any(|name| name == *library || name.starts_with(&format!("{library}_")));
            if named && !rooms.contains(&source.module[0]) && !rooms.contains(&source.module.join("::")) {
                wrong.push(format!("{} names {library}, which is for {rooms:?}", source.module.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_files_stand_in_a_circle() {
    let sources = sources();
    let modules: BTreeSet<&Module> = sources.iter().map(|source| &source.module).collect();
    let exports: BTreeMap<(Module, String), Module> = sources.iter().flat_map(|source| exports(source, &modules)).collect();
    let mut arrows: BTreeMap<&Module, BTreeSet<Module>> = BTreeMap::new();
    for source in &sources {
        for path in paths(source) {
            let Some(target) = file_of(&path, &modules, &exports) else { continue };
            // A parent declares its children and they extend what it declares: that is one page in several files.
            if !target.starts_with(&source.module) && !source.module.starts_with(&target) {
                arrows.entry(&source.module).or_default().insert(target);
            }
        }
    }
    let mut circles = Vec::new();
    for start in arrows.keys() {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&Module> = arrows[*start].iter().collect();
        while let Some(module) = open.pop() {
            if module == *start {
                circles.push(start.join("::"));
                break;
            }
            if seen.insert(module) {
                open.extend(arrows.get(module).into_iter().flatten());
            }
        }
    }
    assert!(circles.is_empty(), "these files reach themselves: {}", circles.join(", "));
}

#[test]
fn the_reader_of_paths_reads_what_rust_reads() {
    let source = Source {
        module: vec!["store".into(), "append".into()],
        text: without_comments(
            "use crate::chat::{event::{Body, Draft}, queue};\nuse super::{writer::Work, Limits};\n// use crate::http::Web;\nlet x = crate::care::token_hash(y);\n\
             /* crate::socket */ self::inner::f(); pub(in crate::store) fn f() {}\nlet text = \"crate::cli::main\";",
        ),
    };
    let found: Vec<String> = paths(&source).iter().map(|path| path.join("::")).collect();
    let expect = [
        "chat::event::Body",
        "chat::event::Draft",
        "chat::queue",
        "store::writer::Work",
        "store::Limits",
        "care::token_hash",
        "store::append::inner::f",
        "store",
    ];
    assert_eq!(found.iter().map(String::as_str).collect::<BTreeSet<_>>(), expect.into_iter().collect::<BTreeSet<_>>());
}

/// Reads the two tables of the page.
fn plan() -> Plan {
    let page = fs::read_to_string(root().join("docs/architecture.md")).expect("docs/architecture.md");
    let mut plan = Plan { floors: BTreeMap::new(), libraries: BTreeMap::new() };
    for line in page.lines() {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        let [first, second, ..] = cells[..] else { continue };
        if let Ok(floor) = first.parse::<usize>() {
            plan.floors.extend(quoted(second).map(|room| (room, floor)));
        } else if let (true, Some(names)) = (first.starts_with('`'), second.strip_prefix("only ")) {
            for library in quoted(first) {
                plan.libraries.insert(library, quoted(names).collect());
            }
        }
    }
    assert!(plan.floors.len() > 20 && plan.libraries.len() > 5, "the tables of docs/architecture.md were not found");
    plan
}

/// What stands between backquotes.
fn quoted(cell: &str) -> impl Iterator<Item = String> + '_ {
    cell.split('`').skip(1).step_by(2).map(str::to_owned)
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files of `src/` but the tests'. `lib.rs` only names the rooms.
fn sources() -> Vec<Source> {
    let mut sources = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of src").map(|entry| entry.expect("an entry").path()) {
            let name = entry.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
            if entry.is_dir() && name != "tests" && name != "web" {
                folders.push(entry);
            } else if entry.extension().is_some_and(|ending| ending == "rs") && name != "tests" && name != "lib" {
                sources.push(Source {
                    module: module(&entry),
                    text: without_comments(&without_tests(&fs::read_to_string(&entry).expect("a source"))),
                });
            }
        }
    }
    sources
}

fn module(file: &Path) -> Module {
    let inside = file.strip_prefix(root().join("src")).expect("below src").with_extension("");
    inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect()
}

/// Unit tests stand last in a file and may use any room.
fn without_tests(text: &str) -> String {
    text.find("#[cfg(test)]\nmod tests {").map_or(text, |at| &text[..at]).to_owned()
}

/// The text without comments and without what stands in string literals.
fn without_comments(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |at| at + 2)
        } else if first == '"' {
            string_length(rest)
        } else if rest.starts_with("'\"'") || rest.starts_with("b'\"'") {
            rest.find("\"'").map_or(1, |at| at + 2)
        } else {
            kept.push(first);
            first.len_utf8()
        };
        rest = &rest[skipped..];
    }
    kept
}

/// The length of the string literal that `text` begins with. Raw strings with quotes inside are not used in `use` lines.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Every path of this crate that a file names, from the crate's root: groups written out, `super` and `self` resolved.
fn paths(source: &Source) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let text = &source.text;
    for (at, _) in text.char_indices().filter(|(at, letter)| letter.is_alphabetic() && !text[..*at].ends_with(is_name)) {
        let word: String = text[at..].chars().take_while(|c| is_name(*c)).collect();
        let mut base = match word.as_str() {
            "crate" => Vec::new(),
            "super" => source.module[..source.module.len() - 1].to_vec(),
            "self" => source.module.clone(),
            _ => continue,
        };
        if text[..at].ends_with("::") {
            continue;
        }
        let mut rest = &text[at + word.len()..];
        if !rest.starts_with("::") {
            continue;
        }
        while rest.starts_with("::super") {
            base.pop();
            rest = &rest["::super".len()..];
        }
        if let Some(rest) = rest.strip_prefix("::") {
            tree(rest, &base, &mut found);
        }
    }
    found.retain(|path| !path.is_empty());
    found
}

/// Writes out what follows `::`, and gives the length read.
fn tree(text: &str, base: &[String], found: &mut Vec<Vec<String>>) -> usize {
    if let Some(inside) = text.strip_prefix('{') {
        let mut at = 1;
        let mut rest = inside;
        loop {
            let blank = rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',').len();
            (at, rest) = (at + blank, &rest[blank..]);
            if rest.is_empty() || rest.starts_with('}') {
                return at + 1;
            }
            let read = tree(rest, base, found).max(1);
            (at, rest) = (at + read, &rest[read..]);
            let alias = rest.find([',', '}']).unwrap_or(rest.len());
            (at, rest) = (at + alias, &rest[alias..]);
        }
    }
    let name: String = text.chars().take_while(|c| is_name(*c)).collect();
    let mut path = base.to_vec();
    if !name.is_empty() && name != "self" {
        path.push(name.clone());
    }
    match text[name.len()..].strip_prefix("::") {
        Some(rest) if rest.starts_with('{') || rest.starts_with(char::is_alphabetic) => name.len() + 2 + tree(rest, &path, found),
        // A macro of the crate's root is in no room.
        _ if text[name.len()..].starts_with('!') => name.len(),
        _ => {
            found.push(path);
            name.len().max(1)
        }
    }
}

fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Names that stand before `::` or after `use `: libraries among them.
fn identifiers_before_colons(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("::").filter_map(|(at, _)| {
        let begin = text[..at].rfind(|c| !is_name(c)).map_or(0, |before| before + text[before..].chars().next().map_or(1, char::len_utf8));
        (!text[..begin].ends_with("::") && begin < at).then(|| &text[begin..at])
    })
}

/// What a file hands on from its children: name to the child's file.
fn exports(source: &Source, modules: &BTreeSet<&Module>) -> Vec<((Module, String), Module)> {
    let mut found = Vec::new();
    for (at, _) in source.text.match_indices("pub use ") {
        let mut named = Vec::new();
        tree(&source.text[at + "pub use ".len()..], &source.module, &mut named);
        for path in named {
            if let (Some(target), Some(name)) = (file_of(&path, modules, &BTreeMap::new()), path.last()) {
                found.push(((source.module.clone(), name.clone()), target));
            }
        }
    }
    found
}

/// The file that a path leads to.
fn file_of(path: &[String], modules: &BTreeSet<&Module>, exports: &BTreeMap<(Module, String), Module>) -> Option<Module> {
    let length = (1..=path.len()).rev().find(|length| modules.contains(&path[..*length].to_vec()))?;
    let module = path[..length].to_vec();
    let exported = path.get(length).and_then(|name| exports.get(&(module.clone(), name.clone())));
    Some(exported.cloned().unwrap_or(module))
}
