//! Copies, the way back, checks, and copies that were put back by other means.

use super::*;
use crate::store::backup::{Staged, backup};
use crate::store::check::check;
use crate::store::migrate::{ALL, migrate};

impl Rig {
    fn database(&self) -> PathBuf {
        self.folder.path().join("data/aftercare.db")
    }

    async fn check(&self) -> Vec<String> {
        check(&self.database()).await.expect("there is a database").faults.into_iter().map(|fault| fault.0).collect()
    }

    /// Closes the store and opens it again as the one server of its folder, after `between`.
    async fn restarted(self, between: impl FnOnce(&Path)) -> Rig {
        self.store.close().await;
        let Rig { clock, told, folder, .. } = self;
        between(&folder.path().join("data"));
        let store = serve(&folder, &clock).await.expect("it opens");
        Rig { store, clock, told, folder }
    }
}

async fn serve(folder: &Folder, clock: &Arc<TestClock>) -> Result<Store> {
    let options = Options { alone: true, ..Options::new(folder.path().join("data/aftercare.db")) };
    Store::open(options, clock.clone(), Arc::new(|_| ())).await
}

fn refused(error: Error) -> String {
    match error {
        Error::Unusable(reason) => reason,
        other => panic!("a reason for people, not {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_beside_a_busy_server_is_whole() {
    let rig = Rig::new().await;
    let owner = rig.greeted().await;
    let busy = tokio::spawn({
        let (store, stop) = (rig.store.clone(), rig.clock.clone());
        async move {
            let mut sent = 0_u64;
            while stop.now() == NOW {
                owner.does(send("more")).store(&store).await.expect("writers are not held up");
                sent += 1;
            }
            sent
        }
    });
    let target = rig.folder.path().join("copy.db");
    let checked = backup(&rig.database(), &target).await.unwrap();
    rig.clock.advance(1);
    let sent = busy.await.unwrap();
    assert!(checked.faults.is_empty() && checked.conversations == 1, "{checked:?}");
    assert!(checked.events >= 2 && checked.events <= 2 + 2 * sent, "{checked:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let names: Vec<_> = std::fs::read_dir(rig.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "nothing but the folder and the copy: {names:?}");
    let before = std::fs::read(&target).unwrap();
    assert!(refused(backup(&rig.database(), &target).await.unwrap_err()).contains("exists already"));
    assert_eq!(std::fs::read(&target).unwrap(), before, "it is not touched");
    let nothing = backup(&rig.folder.path().join("absent.db"), &rig.folder.path().join("other.db")).await;
    assert!(refused(nothing.unwrap_err()).contains("absent.db"));
}

#[tokio::test]
async fn what_is_restored_is_another_history_and_what_it_replaced_is_kept() {
    let rig = Rig::new().await;
    let owner = rig.greeted().await;
    let (target, replaced) = (rig.folder.path().join("copy.db"), rig.folder.path().join("data/replaced"));
    backup(&rig.database(), &target).await.unwrap();
    rig.append(owner.does(send("after the backup"))).await.unwrap();
    let (epoch, log) = (rig.store.epoch().to_owned(), rig.log(owner.conversation).await);
    rig.store.close().await;

    let staged = Staged::new(&target, &rig.database(), &SystemClock).await.unwrap();
    assert_eq!((staged.checked.events, staged.checked.faults.len()), (2, 0));
    let waits = open(&rig.folder, Settings::default(), &rig.clock, &Arc::default()).await;
    assert!(refused(waits.err().expect("nobody opens it meanwhile")).contains("restore"));
    assert!(staged.put(&replaced).await.unwrap());

    let store = serve(&rig.folder, &rig.clock).await.unwrap();
    assert_ne!(store.epoch(), epoch);
    assert_eq!(read(&store, owner.conversation).await, log[..2]);
    owner.does(send("on")).store(&store).await.unwrap();
    let old = check(&replaced.join("aftercare.db")).await.unwrap();
    assert_eq!((old.events, old.faults.len()), (4, 0), "nothing is lost");
}

#[tokio::test]
async fn what_is_no_sound_backup_is_refused_before_anything_is_touched() {
    let rig = Rig::new().await;
    let owner = rig.greeted().await;
    for _ in 0..40 {
        rig.append(owner.does(send(&"long ".repeat(700)))).await.unwrap();
    }
    let whole = rig.folder.path().join("copy.db");
    backup(&rig.database(), &whole).await.unwrap();
    let bytes = std::fs::read(&whole).unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = rig.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let mut torn = bytes.clone();
    torn[bytes.len() / 2..bytes.len() / 2 + 8_192].fill(0x5a);
    let foreign = file("foreign.db", b"");
    let mut conn = dialect::writer(&foreign).await.unwrap();
    sqlx::raw_sql("create table diary (page text)").execute(&mut conn).await.unwrap();
    dialect::close(conn).await;
    let newer = file("newer.db", &bytes);
    let mut conn = dialect::plain(&newer).await.unwrap();
    sqlx::raw_sql("insert into migrations values (99, 'later', 'x', 0)").execute(&mut conn).await.unwrap();
    dialect::close(conn).await;
    for (path, reason) in [
        (file("empty.db", b""), "no backup"),
        (file("short.db", &bytes[..10]), "no backup"),
        (file("text.db", "Dear diary, ".repeat(1_000).as_bytes()), "no backup"),
        (file("cut.db", &bytes[..bytes.len() / 2]), "damaged"),
        (file("torn.db", &torn), "damaged"),
        (foreign, "no backup"),
        (newer, "newer"),
        (rig.folder.path().join("absent.db"), "absent.db"),
    ] {
        let said = refused(Staged::new(&path, &rig.database(), &SystemClock).await.err().expect("it is refused"));
        assert!(said.contains(reason), "{}: {said}", path.display());
    }
    assert_eq!(check(&rig.folder.path().join("cut.db")).await.unwrap().faults.len(), 1, "a fault, not nothing to check");
    assert!(rig.check().await.is_empty());
    rig.append(owner.does(send("unharmed"))).await.unwrap();
}

#[tokio::test]
async fn an_older_program_s_backup_is_brought_up_to_date() {
    let rig = Rig::new().await;
    let old = rig.folder.path().join("old.db");
    std::fs::write(&old, "").unwrap();
    let mut conn = dialect::writer(&old).await.unwrap();
    migrate(&mut conn, &ALL[..1], NOW).await.unwrap();
    make_epoch(&mut conn, rig.clock.as_ref()).await.unwrap();
    dialect::close(conn).await;
    assert!(refused(check(&old).await.unwrap_err()).contains("migrate"));
    let copy = rig.folder.path().join("copy.db");
    backup(&old, &copy).await.expect("it can be copied all the same");
    rig.store.close().await;
    let staged = Staged::new(&copy, &rig.database(), &SystemClock).await.unwrap();
    staged.put(&rig.folder.path().join("replaced")).await.unwrap();
    assert!(rig.check().await.is_empty());
}

#[tokio::test]
async fn the_files_of_a_killed_server_are_restored_with_their_log() {
    let rig = Rig::new().await;
    let owner = rig.greeted().await;
    let copy = Folder::new();
    for name in ["aftercare.db", "aftercare.db-wal"] {
        std::fs::copy(rig.folder.path().join("data").join(name), copy.path().join(name)).unwrap();
    }
    let into = Folder::new();
    let database = into.path().join("aftercare.db");
    let staged = Staged::new(&copy.path().join("aftercare.db"), &database, &SystemClock).await.unwrap();
    assert_eq!(staged.checked.events, 2);
    assert!(!staged.put(&into.path().join("replaced")).await.unwrap(), "there was nothing");
    assert_eq!(check(&database).await.unwrap().conversations, 1);
    assert!(rig.log(owner.conversation).await.len() == 2);
}

#[tokio::test]
async fn a_check_names_what_is_wrong() {
    let cases = [
        ("delete from events where seq = 1", "event 1 is missing"),
        ("delete from events where seq = 4", "newest number is 4, but 3"),
        ("update events set body = '{\"kind\":\"message\"' where seq = 1", "event 1: it cannot be read"),
        ("update events set owner_seq = null where seq = 2", "event 2: the owner's number is none, not 2"),
        ("update events set at = at - 1 where seq = 3", "event 3: it is older"),
        ("update events set kind = 'note' where seq = 1", "event 1: its kind"),
        ("update conversations set status = 'bot', assignee = null", "its status is bot, but assigned"),
        ("update conversations set claim = 7", "its claim is 7, but 1"),
        ("update conversations set assignee = 'x'", "its state means nothing"),
        ("update conversations set owner_seq = 2", "newest number of the owner is 2, but 4"),
        ("update conversations set last_at = 5", "its time is 5"),
        ("update events set conversation = 'nowhere' where seq = 4", "conversation nowhere: it is not there, but events of it are"),
        ("update frames set conversation = 'nowhere'", "conversation nowhere: it is not there, but frames of it are"),
        ("delete from feed where seq = 1", "line 1 is missing"),
        ("update feed set kind = 'sold' where seq = 2", "unknown kind"),
        ("update jobs set payload = '{'", "its payload cannot be read"),
        ("pragma foreign_keys = off; insert into read_markers values ('nowhere', 'owner', 1)", "refers to nothing in conversations"),
    ];
    let rig = Rig::new().await;
    let user = rig.store.add_user(people::new_user("a@cars.example")).await.unwrap();
    let owner = rig.queued().await;
    rig.append(owner.does(send("hello?"))).await.unwrap();
    rig.append(Technician(user.clone()).does(owner.conversation, StaffCommand::Claim)).await.unwrap();
    rig.store.enqueue_job(crate::jobs::Task::Sweep {}.job()).await.unwrap();
    assert!(rig.check().await.is_empty(), "{:?}", rig.check().await);
    let copy = rig.folder.path().join("copy.db");
    for (tamper, expect) in cases {
        let _ = std::fs::remove_file(&copy);
        backup(&rig.database(), &copy).await.unwrap();
        let mut conn = dialect::plain(&copy).await.unwrap();
        sqlx::raw_sql(tamper).execute(&mut conn).await.unwrap_or_else(|error| panic!("{tamper}: {error}"));
        dialect::close(conn).await;
        let faults = check(&copy).await.unwrap().faults;
        assert!(faults.iter().any(|fault| fault.0.contains(expect)), "{tamper}: {faults:?}");
        let named = expect.contains("frames")
            || expect.contains("line")
            || expect.contains("kind")
            || expect.contains("refers")
            || expect.contains("payload");
        assert!(named || faults.iter().any(|fault| fault.0.contains(&owner.conversation.to_string())), "{tamper}: {faults:?}");
    }
}

#[tokio::test]
async fn a_database_that_was_put_back_from_a_copy_is_another_history() {
    let rig = Rig::new().await.restarted(|_| ()).await;
    let epoch = |rig: &Rig| rig.store.epoch().to_owned();
    let mut known = epoch(&rig);
    let owner = rig.greeted().await;

    // Restarts, polite or not, are no copies.
    let mut rig = rig.restarted(|_| ()).await;
    assert_eq!(epoch(&rig), known);
    for _ in 0..2 {
        rig.append(owner.does(send("more"))).await.unwrap();
        let Rig { store, clock, told, folder } = rig;
        drop(store);
        let store = serve(&folder, &clock).await.unwrap();
        rig = Rig { store, clock, told, folder };
        assert_eq!(epoch(&rig), known, "a crash is no restore");
    }
    // Beside it, others open the database: it is none of their affair.
    let other = rig.second().await;
    assert_eq!(other.epoch(), known);
    other.close().await;

    // A copy made while it ran, put back into the same file.
    let copy = rig.folder.path().join("copy.db");
    backup(&rig.database(), &copy).await.unwrap();
    rig.append(owner.does(send("lost"))).await.unwrap();
    let rig = rig
        .restarted(|data| {
            std::fs::copy(&copy, data.join("aftercare.db")).unwrap();
        })
        .await;
    assert_ne!(epoch(&rig), known);
    known = epoch(&rig);

    // The whole folder, file by file.
    let aside = rig.folder.path().join("aside");
    let rig = rig
        .restarted(|data| {
            std::fs::rename(data, &aside).unwrap();
            crate::data_folder::make(data).unwrap();
            for entry in std::fs::read_dir(&aside).unwrap() {
                let entry = entry.unwrap();
                std::fs::copy(entry.path(), data.join(entry.file_name())).unwrap();
            }
        })
        .await;
    assert_ne!(epoch(&rig), known);
    known = epoch(&rig);

    // The database alone, moved to where nobody knows it.
    let rig = rig.restarted(|data| std::fs::remove_file(data.join("history")).unwrap()).await;
    assert_ne!(epoch(&rig), known);
    known = epoch(&rig);
    let rig = rig.restarted(|_| ()).await;
    assert_eq!(epoch(&rig), known);
    assert!(rig.check().await.is_empty());
}

#[cfg(unix)]
#[tokio::test]
async fn files_that_others_may_read_are_refused() {
    use std::os::unix::fs::PermissionsExt;
    let rig = Rig::new().await;
    rig.store.close().await;
    let mode = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    mode(&rig.database(), 0o644);
    let said = refused(open(&rig.folder, Settings::default(), &rig.clock, &Arc::default()).await.err().expect("it is refused"));
    assert!(said.contains("mode 644") && said.contains("chmod 600"), "{said}");
    mode(&rig.database(), 0o600);
    let data = rig.folder.path().join("data");
    mode(&data, 0o755);
    rig.second().await.close().await;
    assert_eq!(std::fs::metadata(&data).unwrap().permissions().mode() & 0o777, 0o750);
}
