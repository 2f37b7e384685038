//! The audit: rows of what was done, in its transaction, by whom, and how long they are kept.

use super::*;
use crate::aftersales::schema::RecordKind;
use crate::store::records::Put;
use crate::store::{Actor, AuditAction, AuditBy, AuditFilter};
use serde_json::{Map, json};

fn put(id: &str, on: Option<i64>) -> Put {
    Put { id: id.into(), on, key: id.into(), sample: false, body: "{}".into(), keys: Vec::new() }
}

async fn rows(rig: &Rig, filter: AuditFilter) -> Vec<(AuditAction, String)> {
    let rows = rig.store.audited(filter, None, 50).await.unwrap();
    rows.into_iter().map(|row| (row.action, row.subject)).collect()
}

#[tokio::test]
async fn what_somebody_did_is_noted_with_it_and_what_failed_is_not() {
    let rig = Rig::new().await;
    let admin = rig.store.add_user(people::new_user("a@cars.example")).await.unwrap();
    assert!(rows(&rig, AuditFilter::default()).await.is_empty(), "the program by itself leaves no row");
    let by = rig.store.by(Actor::User(admin.id));
    let user = by.add_user(people::new_user("b@cars.example")).await.unwrap();
    assert!(matches!(by.add_user(people::new_user("b@cars.example")).await, Err(Error::Conflict(_))));
    by.disable_user(user.id, true, people::then()).await.unwrap();
    by.disable_user(user.id, true, people::then()).await.unwrap();
    rig.store.by(Actor::Operator).enable_user(user.id).await.unwrap();
    let subject = user.id.to_string();
    let expected = [AuditAction::StaffEnabled, AuditAction::StaffDisabled, AuditAction::StaffAdded].map(|action| (action, subject.clone()));
    assert_eq!(rows(&rig, AuditFilter::default()).await, expected);
    let newest = rig.store.audited(AuditFilter::default(), None, 2).await.unwrap();
    assert_eq!((&newest[0].by, newest[0].subject_name.as_deref()), (&AuditBy::Operator, Some(user.name.as_str())));
    assert_eq!(newest[1].by, AuditBy::Staff { id: admin.id.to_string(), name: admin.name.clone() });
    let older = rig.store.audited(AuditFilter::default(), Some(newest[1].id), 50).await.unwrap();
    assert_eq!(older.len(), 1, "below a row come the older ones");
    assert_eq!(older[0].detail, Map::from_iter([("role".to_owned(), json!(user.role.as_str()))]));
}

#[tokio::test]
async fn rows_are_found_by_action_author_subject_and_time() {
    let rig = Rig::new().await;
    let guess = |actor, code: &str| (rig.store.by(actor), code.to_owned());
    let session = rig.clock.id();
    for (store, code) in [guess(Actor::Address([7; 8]), "AC-0000-0000-0"), guess(Actor::Session(session), "AC-0000-0001-1")] {
        store.audit(AuditAction::WrongCode, code, Map::new()).await.unwrap();
        rig.clock.advance(1_000);
    }
    rig.store.by(Actor::Operator).put_record(RecordKind::Owner, put("o_1", None), vec!["name".into()]).await.unwrap();
    let found = async |filter: AuditFilter| rows(&rig, filter).await.into_iter().map(|(_, subject)| subject).collect::<Vec<_>>();
    let all = AuditFilter::default();
    assert_eq!(found(AuditFilter { action: Some(AuditAction::RecordAdded), ..all.clone() }).await, ["owners/o_1"]);
    assert_eq!(found(AuditFilter { by: Some("operator".into()), ..all.clone() }).await, ["owners/o_1"]);
    assert_eq!(found(AuditFilter { about: Some("ac-0000-0001".into()), ..all.clone() }).await, ["AC-0000-0001-1"]);
    assert_eq!(found(AuditFilter { about: Some("owners/o%".into()), ..all.clone() }).await, Vec::<String>::new(), "a sign is a sign");
    assert_eq!(found(AuditFilter { from: Some(NOW + 1_000), to: Some(NOW + 2_000), ..all.clone() }).await, ["AC-0000-0001-1"]);
    let guessed = rig.store.audited(AuditFilter { action: Some(AuditAction::WrongCode), ..all }, None, 50).await.unwrap();
    let by: Vec<_> = guessed.into_iter().map(|row| row.by).collect();
    assert_eq!(by, [AuditBy::Session(session.to_string()), AuditBy::Address("07".repeat(8))]);
}

#[tokio::test]
async fn guesses_push_nothing_else_out() {
    let rig = Rig::new().await;
    rig.store.by(Actor::Operator).put_record(RecordKind::Owner, put("o1", None), Vec::new()).await.unwrap();
    for number in 0..12 {
        rig.store.by(Actor::Address([1; 8])).audit(AuditAction::WrongCode, number.to_string(), Map::new()).await.unwrap();
    }
    assert_eq!(rig.store.prune_audit_to(5, 7).await.unwrap(), 0, "not each row costs a look");
    assert_eq!(rig.store.prune_audit_to(5, 6).await.unwrap(), 7);
    let left = rows(&rig, AuditFilter::default()).await;
    let subjects: Vec<&str> = left.iter().map(|(_, subject)| subject.as_str()).collect();
    assert_eq!(subjects, ["11", "10", "9", "8", "7", "owners/o1"]);
}

#[tokio::test]
async fn a_record_goes_only_when_nothing_names_it() {
    let rig = Rig::new().await;
    let store = rig.store.by(Actor::Operator);
    store.put_record(RecordKind::Owner, put("o1", None), Vec::new()).await.unwrap();
    let car = Put { keys: vec![("owner", "o1".into())], ..put("v1", None) };
    store.put_record(RecordKind::Vehicle, car, Vec::new()).await.unwrap();
    assert!(matches!(store.remove_record(RecordKind::Owner, "o1", 1).await, Err(Error::InUse)));
    assert!(matches!(store.remove_record(RecordKind::Vehicle, "v1", 2).await, Err(Error::Stale)));
    assert!(matches!(store.remove_record(RecordKind::Vehicle, "v2", 1).await, Err(Error::NotFound)));
    store.remove_record(RecordKind::Vehicle, "v1", 1).await.unwrap();
    store.remove_record(RecordKind::Owner, "o1", 1).await.unwrap();
    assert!(store.has_no_records().await.unwrap());
    let removed = rows(&rig, AuditFilter { action: Some(AuditAction::RecordRemoved), ..AuditFilter::default() }).await;
    assert_eq!(removed.iter().map(|(_, subject)| subject.as_str()).collect::<Vec<_>>(), ["owners/o1", "vehicles/v1"]);
    store.put_record(RecordKind::Owner, put("o1", None), Vec::new()).await.unwrap();
}
