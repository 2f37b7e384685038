//! The writer: batches, failures, a full disk.

use super::*;
use crate::chat::status::Status;
use std::time::Duration;

#[tokio::test]
async fn a_failed_job_undoes_only_itself() {
    let rig = Rig::new().await;
    let put = |key: &'static str, then: Result<()>| {
        rig.store.write(move |work| {
            Box::pin(async move {
                sqlx::query("insert into meta (key, value) values ($1, '')").bind(key).execute(&mut work.conn).await?;
                then
            })
        })
    };
    let panics = rig.store.write(|work| {
        Box::pin(async move {
            sqlx::query("insert into meta (key, value) values ('panicked', '')").execute(&mut work.conn).await?;
            if work.now > 0 {
                panic!("a bug");
            }
            Ok(())
        })
    });
    let owner = rig.owner();
    let (a, b, c, d, e, f) = tokio::join!(
        put("a", Ok(())),
        put("b", Err(Error::NotFound)),
        put("a", Ok(())),
        panics,
        rig.append(owner.does(send("hello"))),
        put("f", Ok(())),
    );
    assert!(a.is_ok() && e.is_ok() && f.is_ok());
    assert!(matches!(b, Err(Error::NotFound)));
    assert!(matches!(c, Err(Error::Backend(_))), "the key is taken");
    assert!(matches!(d, Err(Error::Backend(_))));
    let kept: Vec<String> =
        sqlx::query_scalar("select key from meta where value = '' order by key").fetch_all(&rig.store.0.read).await.unwrap();
    assert_eq!(kept, ["a", "f"]);
    assert_eq!(rig.told.lock().unwrap().len(), 1);
    assert!(!rig.store.read_only());
}

#[tokio::test]
async fn a_failed_commit_fails_the_whole_batch() {
    let rig = Rig::new().await;
    let owner = rig.owner();
    // A deferred constraint is broken only at the commit.
    let broken = rig.store.write(|work| {
        Box::pin(async move {
            sqlx::query("pragma defer_foreign_keys = on").execute(&mut work.conn).await?;
            let sql = "insert into read_markers (conversation, reader, upto) values ('nowhere', 'owner', 1)";
            sqlx::query(sql).execute(&mut work.conn).await?;
            Ok(())
        })
    });
    // Straight to the writer, so that both are in one batch.
    let stamp = stamp();
    let append = || rig.store.append_owner(beginning(), owner.frame(stamp, send("hello")));
    let (broken, appended) = tokio::join!(broken, append());
    assert!(matches!(broken, Err(Error::Backend(_))));
    assert!(matches!(appended, Err(Error::Backend(_))), "its fate is unknown to who asked");
    assert!(rig.told.lock().unwrap().is_empty(), "nobody hears of what was not stored");
    assert!(!append().await.unwrap().duplicate, "and it can be sent again");
}

#[tokio::test]
async fn a_hook_that_panics_does_not_stop_the_writer() {
    let folder = Folder::new();
    let options = Options::new(folder.path().join("aftercare.db"));
    let store = Store::open(options, Arc::new(SystemClock), Arc::new(|_| panic!("a bug"))).await.unwrap();
    let owner = Owner { token: [1; 32], session: SystemClock.id(), conversation: SystemClock.id(), site: SITE };
    for seq in [1, 3] {
        assert_eq!(owner.does(send("hello")).store(&store).await.unwrap().seq, Some(seq));
    }
}

#[tokio::test]
async fn more_than_the_queue_holds_is_busy() {
    let rig = Rig::with(Settings { write_queue: 4, ..Settings::default() }).await;
    let owner = rig.greeted().await;
    // Nothing is awaited in between, so the writer cannot take anything.
    let jobs: Vec<_> = (0..5).map(|_| rig.store.0.queue.submit(Manner::Guarded, |_| Box::pin(async { Ok(()) }))).collect();
    assert!(jobs[..4].iter().all(Result::is_ok));
    assert!(matches!(jobs[4], Err(Error::Busy)));
    rig.append_unseen(owner, send("later")).await.expect_err("still full");
    for job in jobs.into_iter().flatten() {
        job.await.unwrap().unwrap();
    }
    rig.append(owner.does(send("later"))).await.unwrap();
}

#[tokio::test]
async fn another_process_s_long_transaction_is_busy_not_lost() {
    let rig = Rig::new().await;
    let owner = rig.greeted().await;
    let mut other = dialect::housekeeper(&rig.folder.path().join("data/aftercare.db")).await.unwrap();
    sqlx::query("begin immediate").execute(&mut other).await.unwrap();
    let append = owner.does(send("waits"));
    assert!(matches!(rig.append(append.clone()).await, Err(Error::Busy)));
    assert!(!rig.store.read_only());
    sqlx::query("rollback").execute(&mut other).await.unwrap();
    assert!(!rig.append(append).await.unwrap().duplicate);
}

#[tokio::test]
async fn a_full_disk_is_read_only_until_there_is_room() {
    let rig = Rig::with(Settings { reserve_bytes: 1 << 20, ..Settings::default() }).await;
    let owner = rig.greeted().await;
    let limit = |sql: &'static str| {
        rig.store.write(move |work| Box::pin(async move { Ok(sqlx::query(sql).execute(&mut work.conn).await.map(drop)?) }))
    };
    limit("pragma max_page_count = 1").await.unwrap();
    let append = owner.does(send(&"long ".repeat(20_000)));
    // Straight to the writer, so that both are in one batch.
    let session = owner.stored(&rig.store).await;
    let direct = |stamp, text: &str| rig.store.append_owner(own(&session), owner.frame(stamp, send(text)));
    let (failed, other) = tokio::join!(direct(append.stamp, &"long ".repeat(20_000)), direct(stamp(), "short"));
    assert!(matches!(failed, Err(Error::Backend(_))));
    assert!(other.is_err());
    assert!(rig.store.read_only());
    assert!(matches!(rig.append(append.clone()).await, Err(Error::ReadOnly)));
    assert_eq!(rig.log(owner.conversation).await.len(), 2, "reading goes on");
    rig.store.ping().await.unwrap();

    // This disk had room all along, and the housekeeper finds out.
    let room = async {
        while rig.store.read_only() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), room).await.expect("changes are taken again");
    limit("pragma max_page_count = 1000000000").await.unwrap();
    assert!(!rig.append(append).await.unwrap().duplicate);
    assert_dense(&rig.log(owner.conversation).await);
}

#[tokio::test]
async fn the_log_is_copied_into_the_database_when_idle() {
    let rig = Rig::new().await;
    let owner = rig.greeted().await;
    let database = rig.folder.path().join("data/aftercare.db");
    let small = std::fs::metadata(&database).unwrap().len();
    rig.append(owner.does(send(&"long ".repeat(20_000)))).await.unwrap();
    let grown = async {
        while std::fs::metadata(&database).unwrap().len() < small + 100_000 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), grown).await.expect("a checkpoint");
}

#[tokio::test]
async fn closing_does_what_was_asked_before() {
    let rig = Rig::new().await;
    let owner = rig.greeted().await;
    let store = rig.store.clone();
    let asked = store.0.queue.submit(Manner::Lazy, |_| Box::pin(async { Ok(42) })).unwrap();
    let (appended, ()) = tokio::join!(rig.append_unseen(owner, send("last words")), store.close());
    assert_eq!(appended.unwrap().seq, Some(3));
    assert_eq!(asked.await.unwrap().unwrap(), 42);
    assert!(store.ping().await.is_err());
}

/// Hands frames to the writer at once, so that they are in one commit.
async fn at_once(rig: &Rig, frames: Vec<OwnerFrame>) -> Vec<Result<Appended>> {
    let commits = rig.told.lock().unwrap().len();
    let appended = futures_util::future::join_all(frames.into_iter().map(|frame| rig.store.append_owner(beginning(), frame))).await;
    assert_eq!(rig.told.lock().unwrap().len(), commits + 1, "one commit");
    appended
}

async fn greeted(rig: &Rig, owners: usize) -> Vec<Owner> {
    let mut greeted = Vec::new();
    for _ in 0..owners {
        greeted.push(rig.greeted().await);
    }
    greeted
}

#[tokio::test]
async fn frames_written_together_are_what_each_would_be_alone() {
    let rig = Rig::new().await;
    let owners = greeted(&rig, 41).await;
    let mut frames: Vec<OwnerFrame> = owners.iter().map(|owner| owner.frame(stamp(), send("and now?"))).collect();
    // A repeat of what is in the same commit, another frame of the same conversation, one that goes to the queue, and a new owner.
    frames.push(frames[0].clone());
    frames.push(owners[1].frame(stamp(), send("and then?")));
    frames.push(owners[2].frame(stamp(), OwnerCommand::Handoff));
    frames.push(rig.owner().frame(stamp(), send("hello")));
    let appended: Vec<Appended> = at_once(&rig, frames).await.into_iter().map(|appended| appended.unwrap()).collect();
    for (owner, appended) in owners.iter().zip(&appended) {
        assert_eq!((appended.conversation, appended.session), (owner.conversation, Some(owner.session)));
        assert_eq!((appended.seq, appended.owner_seq, appended.duplicate), (Some(3), Some(3), false));
        assert_dense(&rig.log(owner.conversation).await);
        let row = rig.store.row(reading(&technician(), owner.conversation)).await.unwrap().unwrap();
        assert_eq!(row.preview, if owner.conversation == owners[1].conversation { "and then?" } else { "and now?" });
    }
    let more: Vec<_> = appended[41..].iter().map(|appended| (appended.seq, appended.duplicate, appended.status)).collect();
    assert_eq!(more[..2], [(Some(3), true, Status::Bot), (Some(5), false, Status::Bot)]);
    assert_eq!(more[2..], [(Some(5), false, Status::Queued), (Some(1), false, Status::Bot)]);
}

/// An event that nothing wrote, in whose place none can be stored.
async fn stray(rig: &Rig, conversation: Uuid, seq: i64) {
    let stray = rig.store.write(move |work| {
        Box::pin(async move {
            let sql =
                "insert into events (conversation, seq, at, role, kind, body, offer_person) values ($1, $2, 0, 'owner', 'note', '{}', 0)";
            sqlx::query(sql).bind(conversation.to_string()).bind(seq).execute(&mut work.conn).await?;
            Ok(())
        })
    });
    stray.await.unwrap();
}

#[tokio::test]
async fn of_frames_written_together_one_that_fails_fails_alone() {
    let rig = Rig::new().await;
    let owners = greeted(&rig, 5).await;
    let broken = owners[3].conversation;
    stray(&rig, broken, 3).await;
    let frames: Vec<OwnerFrame> = owners.iter().map(|owner| owner.frame(stamp(), send("and now?"))).collect();
    let appended = at_once(&rig, frames.clone()).await;
    for (at, appended) in appended.iter().enumerate() {
        match appended {
            Ok(appended) => assert_eq!((at != 3, appended.seq), (true, Some(3))),
            Err(error) => assert!(at == 3 && matches!(error, Error::Backend(_)), "{at}: {error}"),
        }
    }
    let again = rig.store.append_owner(beginning(), frames[0].clone()).await.unwrap();
    assert!(again.duplicate, "what was stored is known");
    let left: i64 = sqlx::query_scalar("select count(*) from frames").fetch_one(&rig.store.0.read).await.unwrap();
    assert_eq!(left, 9, "nothing of the failed one");
}

#[tokio::test]
async fn what_comes_last_in_a_commit_fails_alone_and_so_does_what_is_alone_in_one() {
    let rig = Rig::new().await;
    let owners = greeted(&rig, 3).await;
    stray(&rig, owners[2].conversation, 3).await;
    // What goes to the queue is not written together with others.
    let frame = |owner: &Owner| owner.frame(stamp(), OwnerCommand::Handoff);
    let appended = at_once(&rig, owners.iter().map(frame).collect()).await;
    assert!(matches!(&appended[..], [Ok(_), Ok(_), Err(Error::Backend(_))]), "{appended:?}");
    let alone = rig.store.append_owner(beginning(), frame(&owners[2])).await;
    assert!(matches!(alone, Err(Error::Backend(_))), "{alone:?}");
    let later = rig.append(owners[0].does(send("are you there?"))).await.unwrap();
    assert_eq!((later.seq, later.duplicate), (Some(4), false));
    assert_dense(&rig.log(owners[0].conversation).await);
    let lines: Vec<u64> = rig.store.feed_after(desk(&technician()), 0, 10).await.unwrap().iter().map(|line| line.seq).collect();
    assert_eq!(lines, [1, 2], "no line of what failed");
    let left: i64 = sqlx::query_scalar("select count(*) from frames").fetch_one(&rig.store.0.read).await.unwrap();
    assert_eq!(left, 3 + 2 + 1, "nothing of what failed");
}

#[tokio::test]
async fn a_session_that_ended_writes_nothing_together_with_others() {
    let rig = Rig::new().await;
    let owners = greeted(&rig, 4).await;
    rig.store.revoke_owner_session(owners[1].session).await.unwrap();
    let elsewhere = Owner { site: "https://elsewhere.example", ..owners[2] };
    let frames = [owners[0], owners[1], elsewhere, owners[3]].iter().map(|owner| owner.frame(stamp(), send("and now?"))).collect();
    let appended: Vec<bool> = at_once(&rig, frames).await.iter().map(Result::is_ok).collect();
    assert_eq!(appended, [true, false, false, true]);
}
