//! Contract section 14: photos and other files, from a phone to a technician and back, and nobody else's.

use crate::browser::{Login, Request, Response};
use crate::client::{Desk, Owner};
use crate::command::run;
use crate::openapi;
use crate::server::{Options, Server, fresh_id, new_folder, program, text};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// A place of which no trace may be left.
pub const PLACE: &str = "+23.8103+090.4125/";
const ADDRESS: &str = "/api/v1/uploads";

/// A small photo with EXIF of our own making, which names the place.
pub fn photo() -> Vec<u8> {
    let mut plain = Vec::new();
    let picture = image::RgbImage::from_pixel(64, 32, image::Rgb([200, 30, 30]));
    picture.write_with_encoder(image::codecs::jpeg::JpegEncoder::new(&mut plain)).expect("it is written");
    let exif = [&b"Exif\0\0MM\0\x2a\0\0\0\x08\0\0\0\0\0\0"[..], PLACE.as_bytes()].concat();
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat()
}

/// Who brings or asks.
enum By<'a> {
    Token(String),
    Staff(&'a Login),
}

impl By<'_> {
    fn on(&self, server: &Server, request: Request) -> Request {
        match self {
            By::Token(token) => request.header("Authorization", &format!("Bearer {token}")),
            By::Staff(login) => request.staff(server, login),
        }
    }
}

fn tus(server: &Server, by: &By<'_>, method: &str, path: &str) -> Request {
    by.on(server, Request::new(method, path)).header("Tus-Resumable", "1.0.0")
}

async fn begin(server: &Server, by: &By<'_>, name: &str, kind: &str, length: usize, conversation: Option<&str>) -> Response {
    let mut metadata = format!("filename {},filetype {}", STANDARD.encode(name), STANDARD.encode(kind));
    if let Some(conversation) = conversation {
        metadata += &format!(",conversation {}", STANDARD.encode(conversation));
    }
    let request = tus(server, by, "POST", ADDRESS).header("Upload-Length", &length.to_string()).header("Upload-Metadata", &metadata);
    request.send(server).await
}

async fn append(server: &Server, by: &By<'_>, address: &str, offset: usize, bytes: &[u8]) -> Response {
    let request = tus(server, by, "PATCH", address).header("Upload-Offset", &offset.to_string());
    request.octets(bytes.to_vec()).send(server).await
}

/// Brings a file whole; its id.
async fn bring(server: &Server, by: &By<'_>, name: &str, kind: &str, bytes: &[u8], conversation: Option<&str>) -> String {
    let begun = begin(server, by, name, kind, bytes.len(), conversation).await;
    assert_eq!(begun.status, 201, "{}", begun.text());
    let address = begun.header("location").expect("where it is").to_owned();
    let done = append(server, by, &address, 0, bytes).await;
    assert_eq!((done.status, done.header("upload-offset")), (204, Some(bytes.len().to_string().as_str())), "{}", done.text());
    address.rsplit('/').next().expect("an id").to_owned()
}

async fn read(server: &Server, by: &By<'_>, id: &str, rest: &str) -> Response {
    by.on(server, Request::get(&format!("{ADDRESS}/{id}{rest}"))).send(server).await
}

pub fn holds(bytes: &[u8], what: &str) -> bool {
    bytes.windows(what.len()).any(|part| part == what.as_bytes())
}

/// All files of a folder that hold a text.
pub fn files_with(folder: PathBuf, what: &str) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path());
    files.filter(|path| path.is_file() && holds(&std::fs::read(path).expect("it is ours"), what)).collect()
}

#[tokio::test]
async fn uploads_answer_as_the_document_says() {
    let server = Server::start(Options::roomy());
    let document = openapi::document(&server).await;
    let hold = |id: &str, status: u16, response: &Response| {
        assert_eq!(response.status, status, "{id}: {}", response.text());
        openapi::hold(&document, id, response);
    };
    let own = By::Token(Owner::enter(&server).await.session());
    let foreign = By::Token(Owner::enter(&server).await.session());
    hold("uploadOptions", 204, &Request::new("OPTIONS", ADDRESS).send(&server).await);

    let (photo, nobody) = (photo(), format!("{ADDRESS}/{}", fresh_id()));
    let begun = begin(&server, &own, "a.jpg", "image/jpeg", photo.len(), None).await;
    hold("beginUpload", 201, &begun);
    hold("beginUpload", 415, &begin(&server, &own, "a.svg", "image/svg+xml", 10, None).await);
    hold("beginUpload", 413, &begin(&server, &own, "a.jpg", "image/jpeg", 1 << 30, None).await);
    hold("beginUpload", 412, &own.on(&server, Request::post(ADDRESS)).send(&server).await);
    hold("beginUpload", 401, &Request::post(ADDRESS).header("Tus-Resumable", "1.0.0").send(&server).await);
    hold("beginUpload", 400, &tus(&server, &own, "POST", ADDRESS).send(&server).await);

    let address = begun.header("location").expect("where it is").to_owned();
    hold("uploadOffset", 200, &tus(&server, &own, "HEAD", &address).send(&server).await);
    assert_eq!(tus(&server, &foreign, "HEAD", &address).send(&server).await.status, 404);
    hold("continueUpload", 409, &append(&server, &own, &address, 7, b"x").await);
    hold("continueUpload", 404, &append(&server, &own, &nobody, 0, b"x").await);
    hold("continueUpload", 413, &append(&server, &own, &address, 0, &vec![0; photo.len() + 1]).await);
    hold("continueUpload", 204, &append(&server, &own, &address, 0, &photo).await);
    let id = address.rsplit('/').next().expect("an id");
    for (operation, rest) in [("aboutUpload", "/about"), ("upload", ""), ("uploadThumbnail", "/thumbnail")] {
        hold(operation, 200, &read(&server, &own, id, rest).await);
        hold(operation, 404, &read(&server, &foreign, id, rest).await);
    }
    let part = own.on(&server, Request::get(&address)).header("Range", "bytes=0-9").send(&server).await;
    hold("upload", 206, &part);
    hold("upload", 416, &own.on(&server, Request::get(&address)).header("Range", "bytes=999999-").send(&server).await);
    hold("removeUpload", 404, &tus(&server, &foreign, "DELETE", &address).send(&server).await);
    hold("removeUpload", 412, &own.on(&server, Request::new("DELETE", &address)).send(&server).await);
    hold("removeUpload", 204, &tus(&server, &own, "DELETE", &address).send(&server).await);

    let broken = begin(&server, &own, "a.pdf", "application/pdf", 9, None).await;
    hold("continueUpload", 422, &append(&server, &own, broken.header("location").expect("where it is"), 0, b"%PDF-1.7\n").await);
}

#[tokio::test]
async fn a_photo_goes_to_the_technician_without_its_place_and_to_nobody_else() {
    let server = Server::start(Options::roomy());
    let mut owner = Owner::enter(&server).await;
    // Before the first message: the session is not stored yet.
    let own = By::Token(owner.session());
    let id = bring(&server, &own, "IMG_1.JPG", "image/jpeg", &photo(), None).await;
    let about = read(&server, &own, &id, "/about").await.value();
    assert_eq!((&about["kind"], &about["name"], &about["thumbnail"]), (&json!("image"), &json!("IMG_1.jpg"), &json!(true)), "{about}");
    assert_eq!(files_with(server.data().join("uploads"), PLACE), Vec::<PathBuf>::new());

    owner.socket.ok(json!({"type": "send", "text": "", "attachments": [id]})).await;
    let said = owner.socket.event("message").await;
    let attached = &said["attachments"][0];
    assert_eq!((&attached["id"], &attached["type"], &attached["width"]), (&json!(id), &json!("image/jpeg"), &json!(64)), "{said}");
    assert_eq!(owner.socket.event("queued").await["reason"], "unanswered");
    let conversation = owner.conversation(&server).await;

    let mut desk = Desk::enter(&server).await;
    desk.open(&conversation).await;
    assert_eq!(desk.socket.event("message").await["attachments"][0]["id"], json!(id));

    let (technician, editor) = (server.staff("technician").await, server.staff("editor").await);
    let mut stranger = Owner::enter(&server).await;
    stranger.say("hello").await;
    for (who, by, status) in [
        ("the owner", By::Token(owner.session()), 200),
        ("a technician", By::Staff(&technician), 200),
        ("another owner", By::Token(stranger.session()), 404),
        ("who made a token up", By::Token("0".repeat(64)), 404),
        ("an editor", By::Staff(&editor), 403),
    ] {
        for rest in ["", "/thumbnail", "/about"] {
            assert_eq!(read(&server, &by, &id, rest).await.status, status, "{who}{rest}");
        }
    }
    assert_eq!(Request::get(&format!("{ADDRESS}/{id}")).send(&server).await.status, 401);

    let file = read(&server, &own, &id, "").await;
    assert!(!holds(&file.body, PLACE) && !holds(&file.body, "Exif"));
    assert_eq!(file.header("content-security-policy"), Some("sandbox; default-src 'none'; frame-ancestors 'none'"));
    assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
    assert!(file.header("content-disposition").is_some_and(|how| how.starts_with("inline; filename=\"IMG_1.jpg\"")));
    assert_eq!(file.header("access-control-allow-origin"), None);
    let part = own.on(&server, Request::get(&format!("{ADDRESS}/{id}"))).header("Range", "bytes=2-5").send(&server).await;
    assert_eq!((part.status, part.body.as_slice()), (206, &file.body[2..6]));
}

#[tokio::test]
async fn a_file_is_attached_once_and_by_who_brought_it() {
    let server = Server::shared();
    let mut owner = Owner::enter(server).await;
    owner.say("hello").await;
    let id = bring(server, &By::Token(owner.session()), "a.jpg", "image/jpeg", &photo(), None).await;
    let mut stranger = Owner::enter(server).await;
    for attachments in [json!([id]), json!([fresh_id()])] {
        stranger.socket.refused(json!({"type": "send", "text": "mine", "attachments": attachments}), &["not_found"]).await;
    }
    let send = json!({"type": "send", "id": fresh_id(), "text": "look", "attachments": [id]});
    let first = owner.socket.ok(send.clone()).await;
    let again = owner.socket.ok(send).await;
    assert_eq!((&again["seq"], &again["duplicate"]), (&first["seq"], &json!(true)));
    owner.socket.refused(json!({"type": "send", "text": "again", "attachments": [id]}), &["not_found"]).await;
    owner.socket.refused(json!({"type": "send", "text": "twice", "attachments": [id, id]}), &["bad_request"]).await;
    owner.socket.refused(json!({"type": "send", "text": " "}), &["bad_request"]).await;
    // It stays where it is.
    let gone = tus(server, &By::Token(owner.session()), "DELETE", &format!("{ADDRESS}/{id}")).send(server).await;
    gone.problem(404, "not_found");
}

#[tokio::test]
async fn a_technician_sends_a_file_to_the_conversation_it_was_made_for() {
    let server = Server::shared();
    let (mut owner, conversation) = Owner::in_queue(server).await;
    let (_, other) = Owner::in_queue(server).await;
    let login = server.staff("technician").await;
    let mut desk = Desk::hello(server, &login, json!({})).await;
    let claim = desk.claim(&conversation).await;
    let theirs = desk.claim(&other).await;
    let pdf = b"%PDF-1.7\nmanual\n%%EOF\n";
    let by = By::Staff(&login);
    assert_eq!(begin(server, &by, "m.pdf", "application/pdf", pdf.len(), None).await.status, 400);
    begin(server, &by, "m.pdf", "application/pdf", pdf.len(), Some(&fresh_id())).await.problem(404, "not_found");
    let id = bring(server, &by, "m.pdf", "application/pdf", pdf, Some(&conversation)).await;
    let send = |conversation: &str, claim: &Value| json!({"type": "send", "conversation": conversation, "claim": claim, "text": "", "attachments": [id]});
    desk.socket.refused(send(&other, &theirs), &["not_found"]).await;
    desk.socket.ok(send(&conversation, &claim)).await;
    let came = owner.socket.wait("the file", |frame| frame["attachments"][0]["id"] == json!(id)).await;
    assert_eq!(came["from"]["role"], "technician");
    let file = read(server, &By::Token(owner.session()), &id, "").await;
    assert_eq!((file.status, file.body.as_slice()), (200, &pdf[..]));
    assert!(file.header("content-disposition").is_some_and(|how| how.starts_with("attachment")));
}

#[tokio::test]
async fn what_is_cut_off_goes_on_where_it_was_even_after_a_kill() {
    let server = Server::start(Options::roomy());
    let mut owner = Owner::enter(&server).await;
    owner.say("hello").await;
    let by = By::Token(owner.session());
    let whole = photo();
    let begun = begin(&server, &by, "a.jpg", "image/jpeg", whole.len(), None).await;
    let address = begun.header("location").expect("where it is").to_owned();
    assert_eq!(append(&server, &by, &address, 0, &whole[..200]).await.status, 204);
    server.kill();
    server.restart();
    let head = tus(&server, &by, "HEAD", &address).send(&server).await;
    assert_eq!((head.status, head.header("upload-offset")), (200, Some("200")));
    append(&server, &by, &address, 100, &whole[100..]).await.problem(409, "offset");
    append(&server, &by, &address, 200, &[&whole[200..], b"more"].concat()).await.problem(413, "too_large");
    let head = tus(&server, &by, "HEAD", &address).send(&server).await;
    let offset: usize = head.header("upload-offset").and_then(|offset| offset.parse().ok()).expect("a number");
    assert_eq!(append(&server, &by, &address, offset, &whole[offset..]).await.status, 204);
    // Killed between the upload and the message: it is still there to be sent.
    server.kill();
    server.restart();
    let mut owner = owner.again(&server, 0).await;
    let id = address.rsplit('/').next().expect("an id");
    owner.socket.ok(json!({"type": "send", "text": "here", "attachments": [id]})).await;
}

#[tokio::test]
async fn what_is_wrong_with_a_file_is_said_each_with_its_code() {
    let server = Server::start(Options::roomy().env("UPLOADS__CONVERSATION_BYTES", "4000000").env("UPLOADS__IMAGE_BYTES", "3000000"));
    let owner = Owner::enter(&server).await;
    let by = By::Token(owner.session());
    begin(&server, &by, "a.svg", "image/svg+xml", 10, None).await.problem(415, "file_type");
    begin(&server, &by, "a.png", "image/jpeg", 10, None).await.problem(415, "file_mismatch");
    let large = begin(&server, &by, "a.png", "image/png", 3_000_001, None).await.problem(413, "too_large");
    assert!(large["detail"].as_str().is_some_and(|words| words.contains("2 MB")), "{large}");
    assert_eq!(begin(&server, &by, "a.png", "image/png", 2_500_000, None).await.status, 201);
    begin(&server, &by, "b.png", "image/png", 2_500_000, None).await.problem(413, "files_full");

    let other = By::Token(Owner::enter(&server).await.session());
    let cut = &photo()[..300];
    for (name, kind, bytes, status, code) in [
        ("a.jpg", "image/jpeg", &b"<html><script>alert(1)</script>"[..], 415, "file_type"),
        ("a.jpg", "image/jpeg", b"%PDF-1.7\n%%EOF\n", 415, "file_mismatch"),
        ("a.jpg", "image/jpeg", cut, 422, "file_broken"),
        ("a.pdf", "application/pdf", b"%PDF-1.7\n", 422, "file_broken"),
    ] {
        let begun = begin(&server, &other, name, kind, bytes.len(), None).await;
        let address = begun.header("location").expect("where it is").to_owned();
        append(&server, &other, &address, 0, bytes).await.problem(status, code);
        // And again, to whose line was cut before the answer.
        other.on(&server, Request::get(&format!("{address}/about"))).send(&server).await.problem(status, code);
        assert_eq!(files_with(server.data().join("uploads"), "alert(1)"), Vec::<PathBuf>::new());
    }
    let old = other.on(&server, Request::post(ADDRESS)).header("Upload-Length", "10").send(&server).await;
    old.problem(412, "tus_version");
    assert_eq!(old.header("tus-version"), Some("1.0.0"));
    let options = Request::new("OPTIONS", ADDRESS).send(&server).await;
    assert_eq!((options.status, options.header("tus-version")), (204, Some("1.0.0")));
    let foreign = tus(&server, &other, "POST", ADDRESS).header("Origin", "https://evil.example").header("Upload-Length", "10");
    foreign.send(&server).await.problem(403, "forbidden");
}

#[tokio::test]
async fn who_takes_a_file_back_leaves_nothing_of_it() {
    let server = Server::start(Options::roomy());
    let owner = Owner::enter(&server).await;
    let by = By::Token(owner.session());
    let canary = format!("%PDF-1.7\n{PLACE}\n%%EOF\n");
    let id = bring(&server, &by, "a.pdf", "application/pdf", canary.as_bytes(), None).await;
    assert_eq!(files_with(server.data().join("uploads"), PLACE).len(), 1);
    let stranger = By::Token(Owner::enter(&server).await.session());
    tus(&server, &stranger, "DELETE", &format!("{ADDRESS}/{id}")).send(&server).await.problem(404, "not_found");
    assert_eq!(tus(&server, &by, "DELETE", &format!("{ADDRESS}/{id}")).send(&server).await.status, 204);
    assert_eq!(files_with(server.data().join("uploads"), PLACE), Vec::<PathBuf>::new());
    read(&server, &by, &id, "").await.problem(404, "not_found");
}

#[tokio::test]
async fn an_address_brings_so_many_files_an_hour() {
    let server = Server::start(Options::roomy().env("LIMITS__UPLOADS_PER_HOUR", "2"));
    let by = By::Token(Owner::enter(&server).await.session());
    for _ in 0..2 {
        assert_eq!(begin(&server, &by, "a.jpg", "image/jpeg", 10, None).await.status, 201);
    }
    let refused = begin(&server, &by, "a.jpg", "image/jpeg", 10, None).await;
    refused.problem(429, "rate_limited");
    assert!(refused.header("retry-after").is_some());
}

#[tokio::test]
async fn a_backup_has_the_files_and_a_check_reads_them() {
    let server = Server::start(Options::roomy());
    let mut owner = Owner::enter(&server).await;
    let id = bring(&server, &By::Token(owner.session()), "a.jpg", "image/jpeg", &photo(), None).await;
    owner.socket.ok(json!({"type": "send", "text": "look", "attachments": [id]})).await;
    let folder = new_folder();
    let (copy, data) = (folder.join("copy.db"), folder.join("data"));
    let backup = run(server.command(&["backup", &copy.display().to_string()]));
    assert!(backup.status.success() && text(&backup).contains("copy.db.uploads"), "{}", text(&backup));
    let mut restore = program(&["restore"]);
    restore.arg(&copy).arg("--data").arg(&data);
    let restored = run(restore);
    assert!(restored.status.success(), "{}", text(&restored));
    let check = || {
        let mut check = program(&["check"]);
        check.arg("--data").arg(&data);
        run(check)
    };
    assert!(check().status.success(), "{}", text(&check()));
    let kept = data.join("uploads").join(format!("{id}.img"));
    std::fs::write(&kept, b"another").expect("it is ours");
    assert_eq!((check().status.code(), text(&check()).contains(&id)), (Some(1), true), "{}", text(&check()));
    std::fs::remove_file(kept).expect("it is ours");
    assert_eq!((check().status.code(), text(&check()).contains(&id)), (Some(1), true), "{}", text(&check()));
    std::fs::remove_dir_all(folder).expect("it is ours");
}

#[tokio::test]
async fn a_form_takes_photos_of_its_owner_alone_and_each_once() {
    let server = Server::start(Options::roomy());
    let mut owner = Owner::enter(&server).await;
    let own = By::Token(owner.session());
    let mut photos = Vec::new();
    for name in ["one.jpg", "two.jpg"] {
        photos.push(bring(&server, &own, name, "image/jpeg", &photo(), None).await);
    }
    owner.socket.ok(json!({"type": "start", "form": "warranty-claim"})).await;
    let form = owner.socket.event("form").await;
    let field = form["fields"].as_array().into_iter().flatten().find(|field| field["kind"] == "photo").expect("it asks for photos");
    assert_eq!((&field["name"], &field["required"], &field["max"]), (&json!("photos"), &json!(false), &json!(10)), "{field}");
    let submit = |photos: Value| {
        let values = json!({"vin": "L6TSAMPL6RE000101", "km": "45000", "what": "The lamp is cracked.", "photos": photos});
        json!({"type": "submit", "id": fresh_id(), "form": form["form"], "seq": form["seq"], "values": values})
    };

    let stranger = By::Token(Owner::enter(&server).await.session());
    let foreign = bring(&server, &stranger, "a.jpg", "image/jpeg", &photo(), None).await;
    let begun = begin(&server, &own, "b.jpg", "image/jpeg", 900, None).await;
    let unfinished = begun.header("location").and_then(|address| address.rsplit('/').next()).expect("an id");
    let many: Vec<String> = (0..11).map(|_| fresh_id()).collect();
    for wrong in [json!([photos[0], foreign]), json!([fresh_id()]), json!([unfinished]), json!(["../lamp.jpg"]), json!(many)] {
        let refused = owner.socket.refused(submit(wrong.clone()), &["invalid"]).await;
        let fields = refused["fields"].as_object().expect("each field has its words");
        assert!(fields.keys().eq(["photos"]) && fields["photos"].as_str().is_some_and(|words| words.len() > 10), "{wrong}: {refused}");
    }

    let good = submit(json!(photos));
    let first = owner.socket.ok(good.clone()).await;
    let submitted = owner.socket.event("submitted").await;
    let ids = |files: &Value| files.as_array().into_iter().flatten().map(|file| file["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&submitted["attachments"]), photos, "{submitted}");
    let code = owner.socket.event("request").await["code"].as_str().expect("a number").to_owned();
    let again = owner.socket.ok(good).await;
    assert_eq!((&again["seq"], &again["duplicate"]), (&first["seq"], &json!(true)));
    owner.socket.refused(json!({"type": "send", "text": "again", "attachments": [photos[0]]}), &["not_found"]).await;

    let login = server.staff("technician").await;
    let opened = Request::get(&format!("/api/v1/desk/requests/{code}")).staff(&server, &login).send(&server).await.value();
    let mut beside = ids(&opened["photos"]);
    beside.sort_by_key(|id| photos.iter().position(|photo| id == photo));
    assert_eq!((beside, &opened["files"]), (photos.iter().map(|id| json!(id)).collect(), &json!([])), "{opened}");
    for (by, status) in [(&own, 200), (&By::Staff(&login), 200), (&stranger, 404)] {
        assert_eq!(read(&server, by, &photos[0], "/thumbnail").await.status, status);
    }
}

#[tokio::test]
async fn killed_in_the_middle_of_a_piece_the_offset_is_what_the_file_has() {
    let server = Server::start(Options::roomy());
    let owner = Owner::enter(&server).await;
    let token = owner.session();
    let by = By::Token(token.clone());
    let inside: Vec<u8> = (0..900_000_u32).map(|place| (place.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let pdf = [b"%PDF-1.7\n", inside.as_slice(), b"\n%%EOF\n"].concat();
    let begun = begin(&server, &by, "m.pdf", "application/pdf", pdf.len(), None).await;
    let address = begun.header("location").expect("where it is").to_owned();
    let id = address.rsplit('/').next().expect("an id");
    let file = server.data().join("uploads").join(format!("{id}.raw"));
    let on_disk = || std::fs::metadata(&file).map_or(0, |file| file.len());

    let head = format!(
        "PATCH {address} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: Bearer {token}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n\
         Content-Type: application/offset+octet-stream\r\nContent-Length: {}\r\n\r\n",
        server.port(),
        pdf.len()
    );
    let mut line = TcpStream::connect(server.address()).await.expect("it listens");
    line.write_all(head.as_bytes()).await.expect("sent");
    line.write_all(&pdf[..600_000]).await.expect("sent");
    let arrives = async {
        while on_disk() < 200_000 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), arrives).await.expect("what came is written as it comes");
    server.kill();
    let there = on_disk();
    assert!((200_000..=600_000).contains(&there), "{there}");
    server.restart();
    let head = tus(&server, &by, "HEAD", &address).send(&server).await;
    assert_eq!(head.header("upload-offset"), Some(there.to_string().as_str()));
    let there = usize::try_from(there).expect("small");
    assert_eq!(append(&server, &by, &address, there, &pdf[there..]).await.status, 204);
    assert!(read(&server, &by, id, "").await.body == pdf, "each byte is there once");
}

#[tokio::test]
async fn a_request_takes_photos_on_its_page_from_who_knows_the_car() {
    const VIN: &str = "L6TSAMPL6RE000101";
    let server = Server::start(Options::roomy());
    let mut owner = Owner::hello(&server, json!({"language": "en", "market": "bd"})).await;
    owner.socket.ok(json!({"type": "start", "form": "warranty-claim"})).await;
    let form = owner.socket.event("form").await;
    let values = json!({"vin": VIN, "km": "45000", "what": "The lamp is cracked."});
    owner.socket.ok(json!({"type": "submit", "form": form["form"], "seq": form["seq"], "values": values})).await;
    let code = owner.socket.event("request").await["code"].as_str().expect("a number").to_owned();
    let path = format!("/r/{code}/photos?language=en");
    let photo = photo();
    let send = async |vin: &str, files: &[(&str, &str, &str, &[u8])]| {
        Request::post(&path).header("Origin", &server.origin()).form(&[("vin", vin)], files).send(&server).await
    };
    let lamp = ("photos", "lamp.jpg", "image/jpeg", photo.as_slice());

    for vin in ["", "000000"] {
        let refused = send(vin, &[lamp]).await;
        assert!(!refused.text().contains("data:image") && !refused.text().contains("lamp.jpg"), "{}", refused.text());
    }
    let foreign = Request::post(&path).header("Origin", "https://evil.tld").form(&[("vin", "000101")], &[lamp]).send(&server).await;
    assert_eq!(foreign.status, 403);
    assert_eq!(
        std::fs::read_dir(server.data().join("uploads")).expect("the folder").count(),
        0,
        "nothing is stored for who may not add it"
    );

    let svg = ("photos", "a.svg", "image/svg+xml", &b"<svg/>"[..]);
    let nothing = send("000101", &[svg]).await;
    assert_eq!(nothing.status, 415, "{}", nothing.text());
    let added = send("000101", &[lamp, svg]).await;
    let text = added.text();
    assert!(added.status == 200 && text.contains("1 file was added") && text.contains("a.svg</bdi>: We can take photos"), "{text}");
    assert!(text.contains("<img src=\"data:image/jpeg;base64,") && text.contains("Files added: 1"), "{text}");
    assert!(
        added.header("content-security-policy").is_some_and(|policy| policy.contains("img-src 'self' data:") && !policy.contains("unsafe"))
    );
    let event = owner.socket.event("request").await;
    assert_eq!((&event["code"], &event["attachments"][0]["name"]), (&json!(code), &json!("lamp.jpg")), "{event}");
    let again = send("000101", &[lamp]).await.text();
    assert!(again.contains("there already") && again.matches("data:image").count() == 1, "{again}");
    let empty = send("000101", &[]).await.text();
    assert!(empty.contains("choose a photo"), "{empty}");

    let id = event["attachments"][0]["id"].as_str().expect("an id").to_owned();
    let ask = async |code: &str, vin: &str| {
        let request = Request::post(&format!("/r/{code}/photos/{id}")).header("Origin", &server.origin());
        request.bytes(format!("vin={vin}").into_bytes()).send(&server).await
    };
    let file = ask(&code, "000101").await;
    assert_eq!((file.status, file.header("content-type")), (200, Some("image/jpeg")));
    assert!(!holds(&file.body, PLACE) && file.header("cache-control") == Some("private, no-store"));
    assert!(ask(&code, "000102").await.header("content-type").is_some_and(|kind| kind.starts_with("text/html")));
    for path in [format!("/r/{code}"), format!("/r/{code}/photos/{id}")] {
        let seen = Request::get(&path).send(&server).await;
        assert!(!seen.text().contains("data:image") && seen.header("content-type") != Some("image/jpeg"), "a code alone shows no photo");
    }
    read(&server, &By::Token(Owner::enter(&server).await.session()), &id, "").await.problem(404, "not_found");
    assert_eq!(read(&server, &By::Token(owner.session()), &id, "").await.status, 200, "the owner sees it in the chat");
    let login = server.staff("technician").await;
    let opened = Request::get(&format!("/api/v1/desk/requests/{code}")).staff(&server, &login).send(&server).await.value();
    assert_eq!((&opened["photos"][0]["id"], &opened["files"]), (&json!(id), &json!([])), "{opened}");
    assert_eq!(files_with(server.data().join("uploads"), PLACE), Vec::<PathBuf>::new());
}
