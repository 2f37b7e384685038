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

pub(super) fn new_user(email: &str) -> NewUser {
    NewUser {
        email: email.into(),
        name: "Айгерім".into(),
        role: StaffRole::Technician,
        languages: vec![Language::Kk, Language::En],
        password_hash: "$argon2id$secret".into(),
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
    rig.store.add_login(user.id, &token, "csrf-1".into()).await.unwrap();
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
    rig.store.add_login(user.id, &idle, "csrf-2".into()).await.unwrap();
    rig.clock.advance(12 * HOUR);
    assert!(rig.store.login(&idle).await.unwrap().is_none());
    rig.store.add_login(user.id, &fresh, "csrf-3".into()).await.unwrap();
    let kept: i64 = sqlx::query_scalar("select count(*) from logins").fetch_one(&rig.store.0.read).await.unwrap();
    assert_eq!(kept, 1, "expired ones are forgotten");
}

/// Until the writer has done what nobody waits for.
async fn settle(rig: &Rig) {
    rig.store.write(|_| Box::pin(async { Ok(()) })).await.unwrap();
}

#[tokio::test]
async fn logins_end_with_logout_password_and_user() {
    let rig = Rig::new().await;
    let store = &rig.store;
    let user = store.add_user(new_user("a@cars.example")).await.unwrap();
    let tokens = [rig.clock.secret(), rig.clock.secret()];
    let begin = async || {
        for token in &tokens {
            store.add_login(user.id, token, "csrf".into()).await.unwrap();
        }
    };
    let open = async || {
        let mut open = 0;
        for token in &tokens {
            open += usize::from(store.login(token).await.unwrap().is_some());
        }
        open
    };
    begin().await;
    store.end_login(&tokens[0]).await.unwrap();
    store.end_login(&tokens[0]).await.unwrap();
    assert_eq!(open().await, 1);
    store.end_logins(user.id).await.unwrap();
    assert_eq!(open().await, 0);
    begin().await;
    store.set_password(user.id, "$argon2id$new".into()).await.unwrap();
    assert_eq!(open().await, 0);
    assert_eq!(store.user(user.id).await.unwrap().unwrap().password_hash, "$argon2id$new");
    begin().await;
    store.disable_user(user.id).await.unwrap();
    store.disable_user(user.id).await.unwrap();
    assert_eq!(open().await, 0);
    begin().await;
    assert_eq!(open().await, 0, "a disabled user does not get in");
    assert!(store.user(user.id).await.unwrap().unwrap().disabled);
    assert!(matches!(store.disable_user(rig.clock.id()).await, Err(Error::NotFound)));
    assert!(matches!(store.set_password(rig.clock.id(), String::new()).await, Err(Error::NotFound)));
}
