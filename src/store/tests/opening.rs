//! Files, migrations, and what a restart finds.

use super::*;
use crate::store::migrate::{ALL, Migration, migrate};

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let rig = Rig::new().await;
    rig.greeted().await;
    let mode = |name: &str| std::fs::metadata(rig.folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("data"), 0o700);
    for name in ["data/aftercare.db", "data/aftercare.db-wal", "data/aftercare.db-shm"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
}

#[tokio::test]
async fn every_connection_is_set_up_for_durability() {
    let rig = Rig::new().await;
    let pragmas = rig
        .store
        .write(|work| {
            Box::pin(async move {
                let mut values = Vec::new();
                for sql in ["pragma synchronous", "pragma foreign_keys", "pragma secure_delete", "pragma wal_autocheckpoint"] {
                    values.push(sqlx::query_scalar::<_, i64>(sql).fetch_one(&mut work.conn).await?);
                }
                let mode: String = sqlx::query_scalar("pragma journal_mode").fetch_one(&mut work.conn).await?;
                Ok((values, mode))
            })
        })
        .await
        .unwrap();
    assert_eq!(pragmas, (vec![2, 1, 1, 0], "wal".to_owned()));
    let refused = sqlx::query("delete from meta").execute(&rig.store.0.read).await;
    assert!(refused.is_err(), "readers cannot write");
}

#[tokio::test]
async fn a_restart_keeps_what_was_acknowledged() {
    for cleanly in [true, false] {
        let rig = Rig::new().await;
        let (owner, append) = (rig.greeted().await, rig.owner().does(send("kept?")));
        let first = rig.append(append.clone()).await.unwrap();
        let epoch = rig.store.epoch().to_owned();
        assert_eq!(epoch.len(), 32);
        if cleanly {
            rig.store.close().await;
            let wal = rig.folder.path().join("data/aftercare.db-wal");
            assert!(!wal.exists(), "the log is in the database");
            assert!(rig.append(owner.does(send("too late"))).await.is_err());
            rig.store.close().await;
        }
        let Rig { store, clock, told, folder } = rig;
        drop(store);
        let store = open(&folder, Settings::default(), &clock, &told).await.unwrap();
        assert_eq!(store.epoch(), epoch, "a restart is no restore");
        assert_dense(&read(&store, owner.conversation).await);
        assert_eq!(append.store(&store).await.unwrap(), Appended { duplicate: true, ..first });
        let sound: String = sqlx::query_scalar("pragma integrity_check").fetch_one(&store.0.read).await.unwrap();
        assert_eq!(sound, "ok");
        store.ping().await.unwrap();
    }
}

#[tokio::test]
async fn a_copy_of_the_files_of_a_running_server_has_all_acknowledged() {
    let rig = Rig::new().await;
    let owner = rig.greeted().await;
    for n in 0..20 {
        rig.append(owner.does(send(&format!("message {n}")))).await.unwrap();
    }
    // What a killed process leaves: the database and the log, without its shared memory.
    let copy = Folder::new();
    std::fs::create_dir(copy.path().join("data")).unwrap();
    for name in ["data/aftercare.db", "data/aftercare.db-wal"] {
        std::fs::copy(rig.folder.path().join(name), copy.path().join(name)).unwrap();
    }
    let store = open(&copy, Settings::default(), &rig.clock, &Arc::default()).await.unwrap();
    assert_eq!(read(&store, owner.conversation).await, rig.log(owner.conversation).await);
}

#[tokio::test]
async fn another_process_writes_beside_us() {
    let rig = Rig::new().await;
    let (one, other) = (rig.second().await, rig.second().await);
    assert_eq!([one.epoch(), other.epoch()], [rig.store.epoch(); 2]);
    let owner = rig.greeted().await;
    let (ours, theirs) = tokio::join!(owner.does(send("ours")).store(&one), owner.does(send("theirs")).store(&other));
    assert_ne!(ours.unwrap().seq, theirs.unwrap().seq);
    let log = read(&one, owner.conversation).await;
    assert_dense(&log);
    assert_eq!(log, read(&other, owner.conversation).await, "what the other wrote is seen at once");
}

#[tokio::test]
async fn migrations_run_once_and_in_order() {
    let rig = Rig::new().await;
    let second = Migration { name: "second", sql: "create table extra (x integer) strict; insert into extra values (1)" };
    let broken = Migration { name: "broken", sql: "insert into extra values (2); insert into nowhere values (3)" };
    let with = |more: &[Migration]| [ALL, more].concat();
    let all =
        async |conn: &mut dialect::Connection| -> Vec<i64> { sqlx::query_scalar("select x from extra").fetch_all(conn).await.unwrap() };

    let mut conn = dialect::writer(&rig.folder.path().join("data/aftercare.db")).await.unwrap();
    for _ in 0..2 {
        migrate(&mut conn, &with(&[second]), NOW).await.unwrap();
        assert_eq!(all(&mut conn).await, [1]);
    }
    assert!(migrate(&mut conn, &with(&[second, broken]), NOW).await.is_err());
    assert_eq!(all(&mut conn).await, [1], "half a migration is none");

    let newer = open(&rig.folder, Settings::default(), &rig.clock, &Arc::default()).await;
    let message = newer.err().expect("an older program must not open it").to_string();
    assert!(message.contains(&format!("migration {} (second)", ALL.len() + 1)) && message.contains("newer"), "{message}");
}

#[tokio::test]
async fn an_edited_migration_is_refused() {
    let rig = Rig::new().await;
    let tamper = "update migrations set checksum = 'x'";
    rig.store.write(move |work| Box::pin(async move { Ok(sqlx::query(tamper).execute(&mut work.conn).await?) })).await.unwrap();
    let refused = open(&rig.folder, Settings::default(), &rig.clock, &Arc::default()).await;
    assert!(matches!(refused.err(), Some(Error::Unusable(message)) if message.contains("migration 1 (begin)")));
}

#[tokio::test]
async fn what_is_no_database_is_refused() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    std::fs::write(folder.path().join("data/aftercare.db"), "Dear diary, ".repeat(1_000)).unwrap();
    let refused = open(&folder, Settings::default(), &Arc::new(TestClock::at(NOW)), &Arc::default()).await;
    assert!(refused.is_err());
    std::fs::write(folder.path().join("file"), "").unwrap();
    let options = Options::new(folder.path().join("file/aftercare.db"));
    let refused = Store::open(options, Arc::new(TestClock::at(NOW)), Arc::new(|_| ())).await;
    assert!(matches!(refused.err(), Some(Error::Unusable(message)) if message.contains("file/aftercare.db")));
}
