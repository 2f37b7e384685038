//! Drafts, revisions, and what was published when.

use super::*;
use crate::faq::translation::Change;
use crate::store::migrate::{ALL, migrate};
use crate::store::studio::FileSave;

/// A save of that text, whose body also tells what it was compared with and its number.
fn save(entry: &str, on: Option<u32>, text: &str, author: &str, autosave: bool) -> Save {
    let text = text.to_owned();
    Save {
        entry: entry.to_owned(),
        category: "car".to_owned(),
        on,
        body: Box::new(move |base, _| {
            let before = base.map_or("nothing", |base| base.body.split(" over ").next().unwrap_or_default());
            format!("{text} over {before}")
        }),
        note: None,
        change: Change::Wording,
        author: author.to_owned(),
        autosave,
    }
}

fn publication(entry: &str, kind: PublicationKind) -> Published {
    Published { entry: entry.to_owned(), on: None, author: "ed".to_owned(), reason: None, kind }
}

/// Number and text of each revision, the oldest first.
async fn revisions(store: &Store, entry: &str) -> Vec<(u32, String)> {
    let found = store.revisions(entry, None, 100).await.unwrap();
    found.into_iter().rev().map(|one| (one.revision, one.body)).collect()
}

fn row(revision: u32, body: &str) -> (u32, String) {
    (revision, body.to_owned())
}

#[tokio::test]
async fn nothing_is_overwritten_that_the_editor_has_not_seen() {
    let rig = Rig::new().await;
    let store = &rig.store;
    assert!(matches!(store.save_entry(save("tow", Some(1), "a", "ed", false)).await, Err(Error::NotFound)));
    let first = store.save_entry(save("tow", None, "a", "ed", false)).await.unwrap();
    assert_eq!((first.revision, first.draft, first.published, first.is_withdrawn()), (1, true, None, false));
    assert!(matches!(store.save_entry(save("tow", None, "b", "ed", false)).await, Err(Error::Stale)));
    assert_eq!(store.save_entry(save("tow", Some(1), "b", "al", false)).await.unwrap().revision, 2);
    assert!(matches!(store.save_entry(save("tow", Some(1), "c", "ed", false)).await, Err(Error::Stale)));
    assert!(matches!(
        store.publish_entry(Published { on: Some(1), ..publication("tow", PublicationKind::Publish) }).await,
        Err(Error::Stale)
    ));
    assert_eq!(revisions(store, "tow").await, [row(1, "a over nothing"), row(2, "b over a")]);
    assert!(store.corpus_is_empty().await.unwrap(), "a draft is not published");
}

#[tokio::test]
async fn an_autosave_takes_the_place_of_the_one_before_and_is_compared_with_what_came_before_both() {
    let rig = Rig::new().await;
    let store = &rig.store;
    let saved = async |on, text: &str, author: &str, autosave| {
        store.save_entry(save("tow", Some(on), text, author, autosave)).await.unwrap().revision
    };
    store.save_entry(save("tow", None, "a", "ed", false)).await.unwrap();
    assert_eq!(saved(1, "b", "ed", true).await, 2);
    assert_eq!(saved(2, "b", "ed", true).await, 2, "nothing is new");
    assert_eq!(saved(2, "c", "ed", true).await, 3);
    assert_eq!(revisions(store, "tow").await, [row(1, "a over nothing"), row(3, "c over a")]);
    // Another editor's autosave is kept beside it.
    assert_eq!(saved(3, "d", "al", true).await, 4);
    assert_eq!(saved(4, "e", "al", false).await, 5);
    assert_eq!(revisions(store, "tow").await, [row(1, "a over nothing"), row(3, "c over a"), row(5, "e over a")]);
    assert_eq!(saved(5, "f", "ed", false).await, 6);
    assert_eq!(revisions(store, "tow").await.pop(), Some(row(6, "f over e")));
    // What was published is kept, also when it was only autosaved.
    assert_eq!(saved(6, "g", "ed", true).await, 7);
    store.publish_entry(publication("tow", PublicationKind::Publish)).await.unwrap();
    assert_eq!(saved(7, "h", "ed", true).await, 8);
    let numbers: Vec<u32> = revisions(store, "tow").await.into_iter().map(|(number, _)| number).collect();
    assert_eq!(numbers, [1, 3, 5, 6, 7, 8]);
    assert_eq!(revisions(store, "tow").await.pop(), Some(row(8, "h over g")));
}

#[tokio::test]
async fn a_publication_can_be_taken_back_and_every_day_be_asked_for() {
    let rig = Rig::new().await;
    let store = &rig.store;
    store.import_corpus(vec![("car/wash.toml".into(), "wash".into())], false, "ed").await.unwrap();
    let publish = async || store.publish_entry(publication("tow", PublicationKind::Publish)).await.unwrap().head;
    let undo = async || store.undo_publication(publication("tow", PublicationKind::Undo)).await.unwrap().head;
    store.save_entry(save("tow", None, "a", "ed", false)).await.unwrap();
    let generation = store.corpus_generation().await.unwrap();
    let head = publish().await;
    assert_eq!((head.revision, head.published, head.draft), (1, Some(1), false));
    assert_ne!(store.corpus_generation().await.unwrap(), generation);
    let taken_up = store.corpus_generation().await.unwrap();
    publish().await;
    assert_eq!(store.corpus_generation().await.unwrap(), taken_up, "it is published already");

    rig.clock.advance(HOUR);
    store.save_entry(save("tow", Some(1), "b", "ed", false)).await.unwrap();
    assert_eq!(publish().await.published, Some(2));
    rig.clock.advance(HOUR);
    let head = undo().await;
    assert_eq!((head.revision, head.published, head.draft), (1, Some(1), false));
    assert_eq!(undo().await.published, Some(2), "what was taken back comes back");
    rig.clock.advance(HOUR);
    let head = store.withdraw_entry(publication("tow", PublicationKind::Withdraw), true).await.unwrap().head;
    assert_eq!((head.revision, head.published, head.is_withdrawn()), (2, None, true));
    rig.clock.advance(HOUR);
    assert_eq!(undo().await.published, Some(2));

    let said = async |hours: Millis| -> Vec<(String, u32)> {
        store.published_at(NOW + hours * HOUR).await.unwrap().into_iter().map(|one| (one.entry, one.revision)).collect()
    };
    let both = |tow| vec![("tow".to_owned(), tow), ("wash".to_owned(), 1)];
    assert_eq!(said(-1).await, []);
    assert_eq!([said(0).await, said(1).await, said(2).await], [both(1), both(2), both(2)]);
    assert_eq!(said(3).await, [("wash".to_owned(), 1)]);
    assert_eq!(said(4).await, both(2));
    let kinds: Vec<&str> = store.publications("tow", 10).await.unwrap().iter().map(|line| line.kind.as_str()).collect();
    assert_eq!(kinds, ["undo", "withdraw", "undo", "undo", "publish", "publish"]);
}

#[tokio::test]
async fn something_is_left_to_answer_with() {
    let rig = Rig::new().await;
    let store = &rig.store;
    store.save_entry(save("tow", None, "a", "ed", false)).await.unwrap();
    store.publish_entry(publication("tow", PublicationKind::Publish)).await.unwrap();
    let withdraw = store.withdraw_entry(publication("tow", PublicationKind::Withdraw), true).await;
    assert!(matches!(withdraw, Err(Error::LastEntry)));
    assert!(matches!(store.undo_publication(publication("tow", PublicationKind::Undo)).await, Err(Error::LastEntry)));
    assert_eq!(store.head("tow").await.unwrap().and_then(|head| head.published), Some(1), "nothing of it happened");
}

#[tokio::test]
async fn an_earlier_revision_comes_back_as_a_draft() {
    let rig = Rig::new().await;
    let store = &rig.store;
    for (on, text) in [(None, "a"), (Some(1), "b")] {
        store.save_entry(save("tow", on, text, "ed", false)).await.unwrap();
    }
    let head = store.restore_revision("tow", 1, Some(2), "al").await.unwrap();
    assert_eq!((head.revision, head.draft, head.author.as_str()), (3, true, "al"));
    assert_eq!(revisions(store, "tow").await.pop(), Some(row(3, "a over nothing")));
    assert!(matches!(store.restore_revision("tow", 1, Some(2), "al").await, Err(Error::Stale)));
    assert!(matches!(store.restore_revision("tow", 9, None, "al").await, Err(Error::NotFound)));
    let head = store.discard_draft("tow", Some(3)).await.unwrap();
    assert!(head.is_withdrawn() && !head.draft);
}

#[tokio::test]
async fn files_beside_the_entries_have_revisions_too() {
    let rig = Rig::new().await;
    let store = &rig.store;
    let save = async |on, body: &str, publish| {
        let path = "synonyms/en.txt".to_owned();
        store.save_file(FileSave { path, on, body: body.to_owned(), note: None, author: "ed".to_owned(), publish, reason: None }).await
    };
    let first = save(None, "a, b", false).await.unwrap();
    assert_eq!((first.revision, first.published, first.size), (1, None, Some(4)));
    assert!(matches!(save(None, "c, d", false).await, Err(Error::Stale)));
    let generation = store.corpus_generation().await.unwrap();
    let head = save(Some(1), "a, b", true).await.unwrap();
    assert_eq!((head.revision, head.published), (1, Some(1)));
    assert_ne!(store.corpus_generation().await.unwrap(), generation);
    let head = save(Some(1), "ü, d", false).await.unwrap();
    assert_eq!((head.revision, head.published, head.size), (2, Some(1), Some(5)));
    assert_eq!(store.corpus_files().await.unwrap(), [("synonyms/en.txt".to_owned(), "a, b".to_owned())]);
}

#[tokio::test]
async fn what_an_older_program_published_is_known_with_its_days() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    let path = folder.path().join("data/aftercare.db");
    files::create(&path).unwrap();
    let mut conn = dialect::writer(&path).await.unwrap();
    migrate(&mut conn, &ALL[..5], NOW).await.unwrap();
    let old = "insert into entries values ('tow', 'car', 'b', 2, 2000, 0), ('wash', 'car', 'w', 1, 1500, 1); \
               insert into revisions values ('tow', 1, 'a', 'ed', 1000), ('tow', 2, 'b', 'ed', 2000), ('wash', 1, 'w', 'ed', 1500); \
               insert into corpus_files values ('safety.toml', 'cards')";
    sqlx::raw_sql(old).execute(&mut conn).await.unwrap();
    dialect::close(conn).await;
    let store = open(&folder, Settings::default(), &Arc::new(TestClock::at(NOW)), &Arc::default()).await.unwrap();
    let at = async |time| -> Vec<(String, String)> {
        store.published_at(time).await.unwrap().into_iter().map(|one| (one.entry, one.body)).collect()
    };
    let said = |rows: &[(&str, &str)]| rows.iter().map(|(entry, body)| ((*entry).to_owned(), (*body).to_owned())).collect::<Vec<_>>();
    assert_eq!(at(1000).await, said(&[("tow", "a")]));
    assert_eq!(at(1999).await, said(&[("tow", "a"), ("wash", "w")]));
    assert_eq!(at(2000).await, said(&[("tow", "b"), ("wash", "w")]));
    assert_eq!(at(Millis::MAX).await, said(&[("tow", "b")]));
    let heads = store.heads().await.unwrap();
    assert_eq!(heads.iter().map(|head| (head.revision, head.published)).collect::<Vec<_>>(), [(2, Some(2)), (1, None)]);
    assert_eq!(store.content_files().await.unwrap()[0].published, Some(1));
}
