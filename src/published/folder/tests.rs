use super::*;
use rustix::fs::mknodat;
use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder with one good entry, `w/a.toml`; gone with the test.
struct Scratch(PathBuf);

const GOOD: &str = "[en]\ntitle = \"T\"\nphrasings = [\"P\"]\nanswer = \"A\"\n";

impl Scratch {
    fn new() -> Self {
        let scratch = Self::empty();
        scratch.write("w/a.toml", GOOD);
        scratch
    }

    fn empty() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("aftercare-folder-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("the folder for temporary files can be written");
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("it is below the folder")).expect("the folder can be made");
        path
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).expect("the file can be written");
    }

    fn problems(&self) -> Vec<String> {
        read(&self.0, Options::default()).expect("the folder can be read").1.iter().map(ToString::to_string).collect()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn only_plain_files_and_folders_are_read() {
    let outside = Scratch::new();
    outside.write("secret.toml", GOOD);
    let link = "a symbolic link is not followed";
    let no_file = "no plain file";
    /// What is put at the path, given a folder outside.
    type Make = fn(&Path, &Path);
    let cases: [(&str, Make, &str); 8] = [
        ("w/b.toml", |path, outside| symlink(outside.join("secret.toml"), path).expect("a link"), link),
        ("w/b.toml", |path, _| symlink("a.toml", path).expect("a link within"), link),
        ("w/b.toml", |path, _| symlink("/dev/zero", path).expect("a link to a device"), link),
        ("w/b.toml", |path, _| symlink("nowhere", path).expect("a link to nothing"), link),
        ("linked", |path, outside| symlink(outside.join("w"), path).expect("a link to a folder"), link),
        ("w/loop", |path, _| symlink("..", path).expect("a link upwards"), link),
        ("w/b.toml", |path, _| mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).expect("a pipe"), no_file),
        ("safety.toml", |path, _| drop(UnixListener::bind(path).expect("a socket")), no_file),
    ];
    for (name, make, said) in cases {
        let scratch = Scratch::new();
        make(&scratch.path(name), &outside.0);
        let problems = scratch.problems();
        assert!(problems.len() == 1 && problems[0].starts_with(&format!("{name}:1: error: {said}")), "{problems:?}");
        let (corpus, _) = read(&scratch.0, Options::default()).expect("the folder");
        assert_eq!(corpus.entries.len(), 1, "the rest is read: {name}");
    }
    // Whoever names a link as the folder means what it leads to.
    let named = Scratch::empty();
    symlink(&outside.0, named.path("faq")).expect("a link");
    fs::remove_file(outside.path("secret.toml")).expect("it is there");
    assert_eq!(read(&named.path("faq"), Options::default()).expect("the folder").1, []);
}

#[test]
fn what_is_too_much_is_told_by_name() {
    let scratch = Scratch::new();
    scratch.write("w/big.toml", "");
    // Sparse: a terabyte that nobody has to write, and that nobody must read.
    File::options().write(true).open(scratch.path("w/big.toml")).and_then(|file| file.set_len(1 << 40)).expect("a sparse file");
    assert_eq!(scratch.problems(), ["w/big.toml:1: error: larger than 4 MiB"]);

    let scratch = Scratch::new();
    scratch.write("1/2/3/4/5/b.toml", GOOD);
    assert_eq!(scratch.problems(), ["1/2/3/4/5:1: error: more than 4 folders within each other"]);

    let scratch = Scratch::new();
    for name in ["b", "c", "d"] {
        scratch.write(&format!("w/{name}.toml"), GOOD.replace('P', name));
    }
    let within = |most| {
        let found = files(&scratch.0, most).expect("the folder");
        (found.files.len(), found.problems.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    assert_eq!(within(MOST), (4, vec![]));
    assert_eq!(within(Most { names: 5, ..MOST }), (4, vec![]));
    // Which names are seen first is the file system's affair.
    assert_eq!(within(Most { names: 4, ..MOST }).1, ["w:1: error: more than 4 files: the rest is not read"]);
    assert_eq!(within(Most { bytes: 4 * GOOD.len(), ..MOST }), (4, vec![]));
    let told = format!("w/d.toml:1: error: the files have more than {} bytes together: the rest is not read", 3 * GOOD.len());
    assert_eq!(within(Most { bytes: 3 * GOOD.len(), ..MOST }), (3, vec![told]));
}

#[test]
fn what_is_passed_over_is_said() {
    let scratch = Scratch::new();
    for name in ["prices.csv", "w/b.TOML", "notes.txt", ".hidden", ".git/config.toml", "w/a.toml~"] {
        scratch.write(name, GOOD);
    }
    assert_eq!(
        scratch.problems(),
        [
            "notes.txt:1: warning: passed over: files of lines stand in offtopic, synonyms, languages or dangers",
            "prices.csv:1: warning: passed over: FAQ files end in .toml, .txt or .jsonl",
            "w/a.toml~:1: warning: passed over: FAQ files end in .toml, .txt or .jsonl",
            "w/b.TOML:1: warning: passed over: its name must end in .toml, .txt or .jsonl, in small letters",
        ]
    );
    for i in 0..MOST_NAMED {
        scratch.write(&format!("{i}.png"), "");
    }
    let problems = scratch.problems();
    assert_eq!(problems.len(), MOST_NAMED + 1);
    assert_eq!(problems[0], ".:1: warning: 4 more files are passed over");
}

#[test]
fn a_folder_without_an_entry_is_an_error() {
    for name in [None, Some("prices.csv"), Some("w/b.TOML"), Some("offtopic/en.txt")] {
        let scratch = Scratch::empty();
        if let Some(name) = name {
            scratch.write(name, "Who won?\n");
        }
        let problems = scratch.problems();
        let told = format!("{}:1: error: the folder holds no entries", scratch.0.display());
        assert!(problems.iter().any(|problem| problem.starts_with(&told)), "{name:?}: {problems:?}");
    }
    assert!(read(Path::new("/nowhere/at/all"), Options::default()).is_err());
    let scratch = Scratch::new();
    assert!(read(&scratch.path("w/a.toml"), Options::default()).is_err(), "a file is no folder");
}

#[test]
fn names_and_texts_in_other_encodings_are_told() {
    let scratch = Scratch::new();
    scratch.write("w/b.toml", b"\xff\xfe[\0e\0n\0]\0");
    scratch.write("w/c.toml", b"[en]\ntitle = \"\xe9\"\n");
    fs::write(scratch.0.join("w").join(OsString::from_vec(b"\xe9.toml".to_vec())), GOOD).expect("the file can be written");
    assert_eq!(
        scratch.problems(),
        [
            "w/b.toml:1: error: the file is saved as UTF-16 or UTF-32: save it as UTF-8",
            "w/c.toml:2: error: not UTF-8",
            "w/\u{fffd}.toml:1: error: the file's name is not UTF-8",
        ]
    );
}
