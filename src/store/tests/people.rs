//! Owners' sessions, users and logins.

use super::*;

#[tokio::test]
async fn an_owner_s_session_ends_when_idle_or_old() {
    let rig = Rig::new().await;
    let owner = rig.greeted().await;
    let session = rig.store.owner_session(&owner.token).await.unwrap().unwrap();
    assert_eq!((session.id, session.site.as_str(), session.conversation), (owner.session, SITE, Some(owner.conversation)));
    let conversation = rig.store.conversation(own(&session)).await.unwrap().unwrap();
    assert_eq!(conversation.id, owner.conversation);

    // Used every 29 days it lives for 180 days, by sending or by looking.
    for round in 1..=6 {
        rig.clock.advance(29 * 24 * HOUR);
        let session = rig.store.owner_session(&owner.token).await.unwrap().expect("used in time");
        if round % 2 == 0 {
            rig.store.touch_owner_session(&session).await.unwrap();
        } else {
            rig.append(owner.does(send("still there"))).await.unwrap();
        }
    }
    rig.clock.advance(6 * 24 * HOUR);
    assert!(rig.store.owner_session(&owner.token).await.unwrap().is_none(), "180 days are over");
    assert!(matches!(rig.append(owner.does(send("hello?"))).await, Err(Error::NotFound)));

    let idle = rig.greeted().await;
    rig.clock.advance(30 * 24 * HOUR);
    assert!(rig.store.owner_session(&idle.token).await.unwrap().is_none());
}

#[tokio::test]
async fn a_session_is_touched_once_an_hour() {
    let rig = Rig::new().await;
    let owner = rig.greeted().await;
    let seen = async || rig.store.owner_session(&owner.token).await.unwrap().unwrap();
    rig.clock.advance(HOUR - 1);
    rig.store.touch_owner_session(&seen().await).await.unwrap();
    rig.append(owner.does(send("soon"))).await.unwrap();
    assert_eq!(seen().await.seen_at, NOW);
    rig.clock.advance(1);
    rig.append(owner.does(send("later"))).await.unwrap();
    assert_eq!(seen().await.seen_at, NOW + HOUR);
}

#[tokio::test]
async fn a_token_is_good_for_its_site_until_it_is_revoked() {
    let rig = Rig::new().await;
    let owner = rig.greeted().await;
    let elsewhere = Owner { site: "https://evil.example", ..owner };
    assert!(matches!(rig.append(elsewhere.does(send("hello"))).await, Err(Error::NotFound)));

    rig.store.revoke_owner_session(owner.session).await.unwrap();
    assert!(rig.store.owner_session(&owner.token).await.unwrap().expect("the socket must hear of it").revoked);
    assert!(matches!(rig.append(owner.does(send("hello"))).await, Err(Error::NotFound)));
    assert!(matches!(rig.store.revoke_owner_session(rig.clock.id()).await, Err(Error::NotFound)));
}

/// What a change of a user adds for later.
pub(super) fn then() -> NewJob {
    NewJob { kind: "return_chats", payload: "{}".into(), key: None, after_ms: 0 }
}

async fn jobs(store: &Store) -> usize {
    store.jobs(JobState::Waiting, 100).await.unwrap().len()
}

/// Where somebody logs in from.
const PLACE: [u8; 32] = [1; 32];

pub(super) fn new_user(email: &str) -> NewUser {
    NewUser {
        email: email.into(),
        name: "Айгерім".into(),
        role: StaffRole::Technician,
        languages: vec![Language::KK, Language::EN],
        password_hash: Some("$argon2id$secret".into()),
    }
}

#[tokio::test]
async fn users_have_one_address_each() {
    let rig = Rig::new().await;
    let store = &rig.store;
    let user = store.add_user(new_user(" Aigerim@Cars.Example ")).await.unwrap();
    assert_eq!((user.email.as_str(), user.created_at, user.disabled), ("aigerim@cars.example", NOW, false));
    assert!(matches!(store.add_user(new_user("AIGERIM@cars.example")).await, Err(Error::Conflict("email"))));
    let other = store.add_user(NewUser { role: StaffRole::Admin, languages: vec![], ..new_user("a@cars.example") }).await.unwrap();

    assert_eq!(store.user(user.id).await.unwrap().as_ref(), Some(&user));
    assert_eq!(store.user_by_email("aigerim@CARS.example").await.unwrap().as_ref(), Some(&user));
    assert_eq!(store.users().await.unwrap(), [other, user.clone()]);
    assert!(store.user(rig.clock.id()).await.unwrap().is_none());
    assert!(store.user_by_email("nobody@cars.example").await.unwrap().is_none());
    let shown = format!("{user:?}");
    assert!(!shown.contains("argon2") && !shown.contains("cars.example") && !shown.contains("Айгерім"), "{shown}");
    for role in [StaffRole::Technician, StaffRole::Editor, StaffRole::Admin] {
        assert_eq!(StaffRole::parse(role.as_str()), Some(role));
    }
}

#[tokio::test]
async fn a_login_ends_when_idle_or_old() {
    let rig = Rig::new().await;
    let user = rig.store.add_user(new_user("a@cars.example")).await.unwrap();
    let token = rig.clock.secret();
    rig.store.add_login(&user, &token, "csrf-1".into(), PLACE).await.unwrap();
    let login = rig.store.login(&token).await.unwrap().unwrap();
    assert_eq!((login.user.id, login.csrf.as_str(), login.created_at), (user.id, "csrf-1", NOW));
    assert!(rig.store.login(&rig.clock.secret()).await.unwrap().is_none());

    for hours in [11; 15] {
        rig.clock.advance(hours * HOUR);
        assert!(rig.store.login(&token).await.unwrap().is_some(), "used in time");
        settle(&rig).await;
    }
    rig.clock.advance(3 * HOUR);
    assert!(rig.store.login(&token).await.unwrap().is_none(), "seven days are over");

    let (idle, fresh) = (rig.clock.secret(), rig.clock.secret());
    rig.store.add_login(&user, &idle, "csrf-2".into(), PLACE).await.unwrap();
    rig.clock.advance(12 * HOUR);
    assert!(rig.store.login(&idle).await.unwrap().is_none());
    rig.store.add_login(&user, &fresh, "csrf-3".into(), PLACE).await.unwrap();
    let kept: i64 = sqlx::query_scalar("select count(*) from logins").fetch_one(&rig.store.0.read).await.unwrap();
    assert_eq!(kept, 1, "expired ones are forgotten");
}

/// Until the writer has done what nobody waits for.
async fn settle(rig: &Rig) {
    rig.store.write(|_| Box::pin(async { Ok(()) })).await.unwrap();
}

/// Begins a login for each token, as the user is now.
async fn begin(store: &Store, user: Uuid, tokens: &[[u8; 32]]) -> Result<()> {
    let user = store.user(user).await?.expect("the user is there");
    for token in tokens {
        store.add_login(&user, token, "csrf".into(), PLACE).await?;
    }
    Ok(())
}

async fn open(store: &Store, tokens: &[[u8; 32]]) -> usize {
    let mut open = 0;
    for token in tokens {
        open += usize::from(store.login(token).await.unwrap().is_some());
    }
    open
}

#[tokio::test]
async fn logins_end_with_logout_password_role_and_user() {
    let rig = Rig::new().await;
    let store = &rig.store;
    let user = store.add_user(new_user("a@cars.example")).await.unwrap();
    let tokens = [rig.clock.secret(), rig.clock.secret()];
    begin(store, user.id, &tokens).await.unwrap();
    store.end_login(&tokens[0]).await.unwrap();
    store.end_login(&tokens[0]).await.unwrap();
    assert_eq!(open(store, &tokens).await, 1);
    store.end_logins(user.id).await.unwrap();
    assert_eq!(open(store, &tokens).await, 0);
    begin(store, user.id, &tokens).await.unwrap();
    let changed = store.set_password(user.id, "$argon2id$new".into()).await.unwrap();
    assert_eq!(open(store, &tokens).await, 0);
    assert_eq!(changed.password_hash.as_deref(), Some("$argon2id$new"));

    begin(store, user.id, &tokens).await.unwrap();
    let to = |name: &str, role| UserChange { name: name.into(), role, languages: vec![] };
    let changed = store.change_user(user.id, changed.revision, to("A", StaffRole::Technician), then()).await.unwrap();
    assert_eq!((open(store, &tokens).await, changed.1), (2, false), "a name is no reason");
    let changed = store.change_user(user.id, changed.0.revision, to("A", StaffRole::Admin), then()).await.unwrap();
    assert_eq!((open(store, &tokens).await, changed.1), (0, true), "another role is");
    assert_eq!(jobs(store).await, 0, "an admin keeps their chats");
    store.add_user(NewUser { role: StaffRole::Admin, ..new_user("other@cars.example") }).await.unwrap();
    let changed = store.change_user(user.id, changed.0.revision, to("A", StaffRole::Technician), then()).await.unwrap();
    store.change_user(user.id, changed.0.revision, to("A", StaffRole::Editor), then()).await.unwrap();
    assert_eq!(jobs(store).await, 1, "an editor does not");

    begin(store, user.id, &tokens).await.unwrap();
    let disabled = store.disable_user(user.id, false, then()).await.unwrap();
    assert_eq!(store.disable_user(user.id, false, then()).await.unwrap(), disabled, "again changes nothing");
    assert_eq!(jobs(store).await, 2);
    assert_eq!(open(store, &tokens).await, 0);
    assert!(disabled.disabled);
    assert!(matches!(begin(store, user.id, &tokens).await, Err(Error::NotFound)), "a disabled user does not get in");
    let enabled = store.enable_user(user.id).await.unwrap();
    assert_eq!(store.enable_user(user.id).await.unwrap(), enabled);
    assert!(!enabled.disabled && enabled.revision == disabled.revision + 1);
    assert_eq!(open(store, &tokens).await, 0, "what has ended stays ended");
    begin(store, user.id, &tokens).await.unwrap();
    assert!(matches!(store.disable_user(rig.clock.id(), false, then()).await, Err(Error::NotFound)));
    assert!(matches!(store.enable_user(rig.clock.id()).await, Err(Error::NotFound)));
    assert!(matches!(store.set_password(rig.clock.id(), String::new()).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_login_that_a_change_has_overtaken_does_not_begin() {
    let rig = Rig::new().await;
    let store = &rig.store;
    let user = store.add_user(new_user("a@cars.example")).await.unwrap();
    store.set_password(user.id, "$argon2id$new".into()).await.unwrap();
    let late = store.add_login(&user, &rig.clock.secret(), "csrf".into(), PLACE).await;
    assert!(matches!(late, Err(Error::NotFound)), "the password that was checked is no longer the user's");
}

#[tokio::test]
async fn a_change_is_made_on_what_was_read() {
    let rig = Rig::new().await;
    let store = &rig.store;
    let user = store.add_user(new_user("a@cars.example")).await.unwrap();
    assert_eq!(user.revision, 1);
    let change = || UserChange { name: "Other".into(), role: StaffRole::Technician, languages: vec![Language::BN] };
    let (changed, _) = store.change_user(user.id, 1, change(), then()).await.unwrap();
    assert_eq!((changed.name.as_str(), changed.languages.as_slice(), changed.revision), ("Other", [Language::BN].as_slice(), 2));
    assert!(matches!(store.change_user(user.id, 1, change(), then()).await, Err(Error::Stale)));
    assert!(matches!(store.change_user(rig.clock.id(), 1, change(), then()).await, Err(Error::NotFound)));
    assert_eq!(store.user(user.id).await.unwrap(), Some(changed));
}

#[tokio::test]
async fn an_admin_who_can_log_in_is_always_left() {
    let rig = Rig::new().await;
    let store = &rig.store;
    let admin = |email: &str, password_hash: Option<&str>| NewUser {
        role: StaffRole::Admin,
        password_hash: password_hash.map(str::to_owned),
        ..new_user(email)
    };
    let first = store.add_user(admin("first@cars.example", Some("$argon2id$1"))).await.unwrap();
    let invited = store.add_user(admin("invited@cars.example", None)).await.unwrap();
    let demote = |user: &User| UserChange { name: user.name.clone(), role: StaffRole::Technician, languages: vec![] };
    assert!(matches!(store.disable_user(first.id, false, then()).await, Err(Error::LastAdmin)), "who is invited cannot log in yet");
    assert!(matches!(store.change_user(first.id, first.revision, demote(&first), then()).await, Err(Error::LastAdmin)));
    assert_eq!(store.user(first.id).await.unwrap().as_ref(), Some(&first), "nothing of it is kept");
    assert_eq!(jobs(store).await, 0, "nor the job");
    store.set_password(invited.id, "$argon2id$2".into()).await.unwrap();
    store.disable_user(first.id, false, then()).await.unwrap();
    assert!(matches!(store.disable_user(invited.id, false, then()).await, Err(Error::LastAdmin)));
    store.disable_user(invited.id, true, then()).await.unwrap();
}

#[tokio::test]
async fn a_password_link_is_good_once_for_its_time_and_until_the_next() {
    let rig = Rig::new().await;
    let store = &rig.store;
    let user = store.add_user(NewUser { password_hash: None, ..new_user("a@cars.example") }).await.unwrap();
    assert_eq!(user.password_hash, None);
    let [first, second, third, fourth] = [1u8, 2, 3, 4].map(|byte| [byte; 32]);
    assert_eq!(store.add_password_link(user.id, &first, HOUR).await.unwrap(), NOW + HOUR);
    assert_eq!(store.user_of_link(&first).await.unwrap().map(|user| user.id), Some(user.id));
    store.add_password_link(user.id, &second, HOUR).await.unwrap();
    assert!(store.user_of_link(&first).await.unwrap().is_none(), "a new one voids the old");
    assert!(matches!(store.use_password_link(&first, "$1".into()).await, Err(Error::NotFound)));

    let token = rig.clock.secret();
    let used = store.use_password_link(&second, "$argon2id$2".into()).await.unwrap();
    assert_eq!(used.password_hash.as_deref(), Some("$argon2id$2"));
    assert!(matches!(store.use_password_link(&second, "$3".into()).await, Err(Error::NotFound)), "once");
    store.add_login(&used, &token, "csrf".into(), PLACE).await.unwrap();

    store.add_password_link(user.id, &third, HOUR).await.unwrap();
    rig.clock.advance(HOUR);
    assert!(store.user_of_link(&third).await.unwrap().is_none(), "its time is over");
    assert!(matches!(store.use_password_link(&third, "$4".into()).await, Err(Error::NotFound)));
    assert!(store.login(&token).await.unwrap().is_some(), "a link that was not good changes nothing");

    store.add_password_link(user.id, &fourth, HOUR).await.unwrap();
    store.use_password_link(&fourth, "$argon2id$5".into()).await.unwrap();
    assert!(store.login(&token).await.unwrap().is_none(), "who knew the old password is out");
    store.add_password_link(user.id, &first, HOUR).await.unwrap();
    store.disable_user(user.id, false, then()).await.unwrap();
    assert!(store.user_of_link(&first).await.unwrap().is_none());
    assert!(matches!(store.add_password_link(user.id, &first, HOUR).await, Err(Error::Disabled)));
    assert!(matches!(store.add_password_link(rig.clock.id(), &first, HOUR).await, Err(Error::NotFound)));
    store.enable_user(user.id).await.unwrap();
    assert!(store.user_of_link(&first).await.unwrap().is_none(), "disabling voided it");
}

#[tokio::test]
async fn users_come_in_pages_by_address() {
    let rig = Rig::new().await;
    let store = &rig.store;
    for name in ["c", "a", "d", "b"] {
        store.add_user(new_user(&format!("{name}@cars.example"))).await.unwrap();
    }
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = store.users_after(after, 3).await.unwrap();
        seen.extend(page.iter().map(|user| user.email[..1].to_owned()));
        after = page.last().map(|user| user.id);
        if page.len() < 3 {
            break;
        }
    }
    assert_eq!(seen.concat(), "abcd");
}

#[tokio::test]
async fn places_are_known_for_thirty_days_and_twenty_at_most() {
    let rig = Rig::new().await;
    let store = &rig.store;
    let user = store.add_user(new_user("a@cars.example")).await.unwrap();
    let other = store.add_user(new_user("b@cars.example")).await.unwrap();
    let log_in = async |place: u8| store.add_login(&user, &rig.clock.secret(), "csrf".into(), [place; 32]).await.unwrap();
    let knows = async |user: &User, place: u8| store.knows_place(user.id, &[place; 32]).await.unwrap();
    log_in(1).await;
    assert!(knows(&user, 1).await && !knows(&user, 2).await && !knows(&other, 1).await);
    rig.clock.advance(30 * 24 * HOUR - 1);
    assert!(knows(&user, 1).await);
    rig.clock.advance(1);
    assert!(!knows(&user, 1).await);
    for place in 1..=21 {
        rig.clock.advance(1);
        log_in(place).await;
    }
    assert!(!knows(&user, 1).await && knows(&user, 2).await && knows(&user, 21).await);
}
