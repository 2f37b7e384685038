//! Publishing files.

use super::*;
use std::collections::BTreeMap;

fn files(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(path, body)| (String::from(*path), String::from(*body))).collect()
}

fn report(added: usize, changed: usize, unchanged: usize, retired: usize) -> ImportReport {
    ImportReport { added, changed, unchanged, retired }
}

const FILES: [(&str, &str); 5] = [
    ("battery/battery-care.toml", "care 1"),
    ("languages/ru.txt", "привет"),
    ("offtopic/en.txt", "who won?"),
    ("safety.toml", "cards"),
    ("vehicle/car-wash.toml", "wash 1"),
];

#[tokio::test]
async fn imports_add_change_and_prune() {
    let rig = Rig::new().await;
    let store = &rig.store;
    let revisions = async || store.revisions_of().await.unwrap();
    let generation = async || store.corpus_generation().await.unwrap();
    let import = async |list: &[(&str, &str)], prune| store.import_corpus(files(list), prune, "ed").await.unwrap();
    assert!(store.corpus_is_empty().await.unwrap());
    let before = generation().await;

    assert_eq!(import(&FILES, false).await, report(5, 0, 0, 0));
    assert!(!store.corpus_is_empty().await.unwrap());
    assert_eq!(store.corpus_files().await.unwrap(), files(&FILES), "an export gives back what came in");
    assert_eq!(revisions().await, BTreeMap::from([("battery-care".into(), 1), ("car-wash".into(), 1)]));
    let first = generation().await;
    assert_ne!(first, before);

    assert_eq!(import(&FILES, true).await, report(0, 0, 5, 0));
    assert_eq!(generation().await, first, "nothing to take up");

    // Without prune what is missing stays.
    assert_eq!(import(&[("vehicle/car-wash.toml", "wash 2"), ("safety.toml", "more cards")], false).await, report(0, 2, 0, 0));
    assert_eq!(revisions().await, BTreeMap::from([("battery-care".into(), 1), ("car-wash".into(), 2)]));
    assert_eq!(store.corpus_files().await.unwrap().len(), 5);
    assert_ne!(generation().await, first);

    assert_eq!(import(&[("vehicle/car-wash.toml", "wash 2"), ("safety.toml", "more cards")], true).await, report(0, 0, 2, 3));
    assert_eq!(store.corpus_files().await.unwrap(), files(&[("safety.toml", "more cards"), ("vehicle/car-wash.toml", "wash 2")]));

    // A retired entry comes back with the revisions that it had; a moved one is a revision more, for a revision has its category.
    assert_eq!(import(&[("battery/battery-care.toml", "care 1"), ("care/car-wash.toml", "wash 2")], false).await, report(0, 2, 0, 0));
    assert_eq!(revisions().await, BTreeMap::from([("battery-care".into(), 1), ("car-wash".into(), 3)]));
    let paths: Vec<String> = store.corpus_files().await.unwrap().into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["battery/battery-care.toml", "care/car-wash.toml", "safety.toml"]);

    let kept: Vec<(String, i64, String, String)> =
        sqlx::query_as("select entry, revision, body, author from revisions order by 1, 2").fetch_all(&store.0.read).await.unwrap();
    let row = |entry: &str, revision, body: &str| (entry.to_owned(), revision, body.to_owned(), "ed".to_owned());
    let washes = [row("car-wash", 1, "wash 1"), row("car-wash", 2, "wash 2"), row("car-wash", 3, "wash 2")];
    assert_eq!(kept, [&[row("battery-care", 1, "care 1")], washes.as_slice()].concat());
    let published = async |entry: &str| -> Vec<Option<u32>> {
        store.publications(entry, 10).await.unwrap().into_iter().map(|line| line.revision).collect()
    };
    assert_eq!(published("battery-care").await, [Some(1), None, Some(1)]);
    assert_eq!(published("car-wash").await, [Some(3), Some(2), Some(1)]);
    let body = async |path: &str, revision| store.file_revision(path, revision).await.unwrap().map(|file| (file.revision, file.body));
    assert_eq!(body("safety.toml", None).await, Some((2, Some("more cards".to_owned()))));
    assert_eq!(body("safety.toml", Some(1)).await, Some((1, Some("cards".to_owned()))));
    assert_eq!(body("languages/ru.txt", None).await, Some((2, None)), "it was removed");
    assert_eq!(body("languages/ru.txt", Some(3)).await, None);
}

#[tokio::test]
async fn an_import_is_whole_or_nothing() {
    let rig = Rig::new().await;
    let twice = files(&[("vehicle/car-wash.toml", "a"), ("care/car-wash.toml", "b")]);
    assert!(matches!(rig.store.import_corpus(twice, false, "ed").await, Err(Error::Conflict("entry"))));
    assert!(rig.store.corpus_is_empty().await.unwrap());
}

#[tokio::test]
async fn a_running_server_hears_of_another_process_s_import() {
    let rig = Rig::new().await;
    let before = rig.store.corpus_generation().await.unwrap();
    let other = rig.second().await;
    other.import_corpus(files(&FILES), false, "ed").await.unwrap();
    other.close().await;
    assert_ne!(rig.store.corpus_generation().await.unwrap(), before);
    assert_eq!(rig.store.corpus_files().await.unwrap().len(), 5);
}

#[tokio::test]
async fn a_sync_takes_what_one_side_changed_and_keeps_what_was_changed_here() {
    let rig = Rig::new().await;
    let store = &rig.store;
    let sync = async |list: &[(&str, &str)], theirs| store.sync_corpus(files(list), theirs, "git", Box::new(|_| true)).await.unwrap();
    let here = async |list: &[(&str, &str)]| store.import_entries(files(list), "editor").await.unwrap();
    let kept = |name: &str, conflict| Kept { name: name.to_owned(), conflict };
    // What a folder brought before is what the folder held last.
    store.import_corpus(files(&FILES), false, "git").await.unwrap();
    let mut folder: BTreeMap<&str, &str> = BTreeMap::from(FILES);
    let list = |folder: &BTreeMap<&'static str, &'static str>| folder.iter().map(|(path, body)| (*path, *body)).collect::<Vec<_>>();
    assert_eq!(sync(&list(&folder), false).await, SyncReport { done: report(0, 0, 5, 0), kept: vec![] });
    let generation = store.corpus_generation().await.unwrap();

    // Changed there: taken, also what moved and what is gone.
    folder.remove("vehicle/car-wash.toml");
    folder.remove("offtopic/en.txt");
    folder.extend([("care/car-wash.toml", "wash 1"), ("safety.toml", "more cards"), ("car/new.toml", "new")]);
    assert_eq!(sync(&list(&folder), false).await, SyncReport { done: report(1, 2, 2, 1), kept: vec![] });
    assert_ne!(store.corpus_generation().await.unwrap(), generation);
    assert_eq!(store.corpus_files().await.unwrap(), files(&list(&folder)));

    // Changed here, alone and together with the folder; made here; the same on both sides.
    here(&[("battery/battery-care.toml", "ours"), ("car/new.toml", "ours"), ("car/own.toml", "own"), ("care/car-wash.toml", "both")]).await;
    folder.extend([("car/new.toml", "theirs"), ("care/car-wash.toml", "both")]);
    let expected = vec![kept("battery-care", false), kept("new", true), kept("own", false)];
    assert_eq!(sync(&list(&folder), false).await, SyncReport { done: report(0, 0, 3, 0), kept: expected });
    // What both have alike is the folder's again.
    folder.insert("care/car-wash.toml", "wash 3");
    assert_eq!(sync(&list(&folder), false).await.done, report(0, 1, 2, 0));

    // An export brings ours into the folder, which may go on from there.
    folder.extend([("battery/battery-care.toml", "ours"), ("car/own.toml", "own")]);
    assert_eq!(sync(&list(&folder), false).await, SyncReport { done: report(0, 0, 5, 0), kept: vec![kept("new", true)] });
    folder.remove("car/own.toml");
    assert_eq!(sync(&list(&folder), true).await, SyncReport { done: report(0, 1, 4, 1), kept: vec![] });
    assert_eq!(store.corpus_files().await.unwrap(), files(&list(&folder)));
    let twice = files(&[("a/x.toml", "1"), ("b/x.toml", "2")]);
    assert!(matches!(store.sync_corpus(twice, false, "git", Box::new(|_| true)).await, Err(Error::Conflict("entry"))));
}
