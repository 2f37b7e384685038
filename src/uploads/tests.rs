use super::taking::{Brought, Whose};
use super::*;
use crate::clock::TestClock;
use crate::config::Config;
use crate::store::Options;
use futures_util::stream;
use std::net::{IpAddr, Ipv4Addr};

const HOUR_MS: i64 = 3_600_000;
const PDF: &[u8] = b"%PDF-1.7\nthe manual\n%%EOF\n";
/// What is waited for happens at once, or never.
const LIMIT: Duration = Duration::from_secs(30);

/// Uploads in a folder of their own.
struct Rig {
    uploads: Uploads,
    clock: Arc<TestClock>,
    folder: PathBuf,
}

impl Rig {
    async fn new(change: impl FnOnce(&mut config::Uploads)) -> Rig {
        let clock = Arc::new(TestClock::at(1_795_000_000_000));
        let folder = std::env::temp_dir().join(format!("aftercare-uploads-{}", clock.id()));
        let store = Store::open(Options::new(crate::store::database(&folder)), clock.clone(), Arc::new(|_| {})).await.expect("a database");
        let mut config = Config::load(None, std::iter::empty()).expect("the defaults are sound");
        change(&mut config.uploads);
        let rates = Arc::new(Rates::new(&config.limits));
        let uploads = Uploads::open(store, rates, clock.clone(), config.uploads, &folder).expect("a folder");
        Rig { uploads, clock, folder }
    }

    async fn begin(&self, who: &Who, length: usize) -> Result<Uuid, Error> {
        let (name, declared) = ("m.pdf".to_owned(), "application/pdf".to_owned());
        self.uploads.begin(who, address(), Wanted { name, declared, length: length as u64, conversation: None }).await
    }

    async fn append(&self, who: &Who, id: Uuid, offset: usize, bytes: &[u8]) -> Result<u64, Error> {
        self.uploads.append(who, id, offset as u64, stream::iter([Ok::<_, Code>(bytes.to_vec())])).await
    }

    /// As a page without JavaScript brings it.
    async fn take(&self, name: &str, pieces: &[Result<&[u8], Code>]) -> Result<Attachment, Error> {
        let whose = Whose { by: Uploader::Owner([7; 32]), conversation: None, request: None };
        let brought = Brought { name: name.to_owned(), declared: String::new(), room: 100_000 };
        self.uploads.take(address(), whose, brought, stream::iter(pieces.to_vec())).await
    }

    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(folder(&self.folder)).expect("the folder");
        let mut names: Vec<String> = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// What uploads take by their rows, in bytes.
    async fn taken(&self) -> u64 {
        self.uploads.store.upload_numbers().await.expect("the store works").bytes
    }

    /// Makes what is written to a file of an upload meet a disk that is full.
    #[cfg(target_os = "linux")]
    fn fill_disk(&self, id: Uuid, ending: &str) -> PathBuf {
        let path = folder(&self.folder).join(format!("{id}.{ending}"));
        std::os::unix::fs::symlink("/dev/full", &path).expect("a link");
        path
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn address() -> AddressKey {
    IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7)).into()
}

fn owner(number: u8) -> Who {
    Who::Owner { token_hash: [number; 32], session: None }
}

fn code_of<T: std::fmt::Debug>(result: Result<T, Error>) -> Code {
    result.expect_err("it is refused").code
}

#[tokio::test]
async fn an_owner_and_all_together_have_so_much_room_which_comes_back() {
    let rig = Rig::new(|config| (config.conversation_bytes, config.folder_bytes) = (1_000, 1_500)).await;
    let first = rig.begin(&owner(1), 800).await.expect("there is room");
    assert_eq!(code_of(rig.begin(&owner(1), 201).await), Code::FilesFull, "of one owner");
    rig.begin(&owner(1), 200).await.expect("exactly as much");
    assert_eq!(code_of(rig.begin(&owner(2), 501).await), Code::DiskFull, "of all");
    let broken = rig.begin(&owner(2), 500).await.expect("exactly as much");
    assert_eq!(code_of(rig.append(&owner(2), broken, 0, &[b'x'; 500]).await), Code::FileType);
    rig.begin(&owner(3), 500).await.expect("what was refused takes nothing");
    rig.uploads.remove(&owner(1), first).await.expect("it is theirs");
    rig.begin(&owner(4), 800).await.expect("what was taken back neither");
    assert_eq!(code_of(rig.begin(&owner(4), 1).await), Code::DiskFull);
}

#[tokio::test]
async fn what_nobody_attaches_goes_after_a_day_and_files_of_nobody_at_once() {
    let rig = Rig::new(|_| {}).await;
    let (whole, open) = (rig.begin(&owner(1), PDF.len()).await.expect("begun"), rig.begin(&owner(1), 1_000).await.expect("begun"));
    rig.append(&owner(1), whole, 0, PDF).await.expect("it is whole");
    rig.append(&owner(1), open, 0, PDF).await.expect("it has begun");
    let orphan = format!("{}.raw", rig.clock.id());
    for name in [orphan.as_str(), "notes.txt"] {
        std::fs::write(folder(&rig.folder).join(name), "x").expect("written");
    }
    rig.clock.advance(24 * HOUR_MS - 1);
    assert_eq!(rig.uploads.clean().await, Ok(Cleaned { loose: 0, orphans: 1 }));
    assert_eq!(rig.files().len(), 3, "{:?}", rig.files());
    rig.clock.advance(2);
    assert_eq!(rig.uploads.clean().await, Ok(Cleaned { loose: 2, orphans: 0 }));
    assert_eq!((rig.files(), rig.taken().await), (vec!["notes.txt".to_owned()], 0), "what is no upload's stays");
    assert_eq!(code_of(rig.uploads.about(&owner(1), whole).await), Code::NotFound);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn on_a_full_disk_a_piece_is_refused_and_goes_on_later() {
    let rig = Rig::new(|_| {}).await;
    let id = rig.begin(&owner(1), PDF.len()).await.expect("begun");
    let full = rig.fill_disk(id, "raw");
    assert_eq!(code_of(rig.append(&owner(1), id, 0, PDF).await), Code::DiskFull);
    std::fs::remove_file(full).expect("there is room again");
    assert_eq!(code_of(rig.uploads.about(&owner(1), id).await), Code::NotFound, "it is not whole");
    assert_eq!(rig.uploads.offset(&owner(1), id).await, Ok((0, PDF.len() as u64)));
    assert_eq!(rig.append(&owner(1), id, 0, PDF).await, Ok(PDF.len() as u64));
    assert_eq!(rig.uploads.about(&owner(1), id).await.map(|file| file.size), Ok(PDF.len() as u64));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn on_a_full_disk_no_half_of_a_picture_is_kept() {
    let rig = Rig::new(|_| {}).await;
    let mut photo = Vec::new();
    let picture = image::RgbImage::from_pixel(64, 32, image::Rgb([200, 30, 30]));
    picture.write_with_encoder(image::codecs::jpeg::JpegEncoder::new(&mut photo)).expect("it is written");
    let (name, declared) = ("a.jpg".to_owned(), "image/jpeg".to_owned());
    let wanted = Wanted { name, declared, length: photo.len() as u64, conversation: None };
    let id = rig.uploads.begin(&owner(1), address(), wanted).await.expect("begun");
    rig.fill_disk(id, "new");
    assert_eq!(code_of(rig.append(&owner(1), id, 0, &photo).await), Code::DiskFull);
    assert_eq!(rig.files(), [format!("{id}.raw")], "what came is there to be looked at again");
    let about = rig.uploads.about(&owner(1), id).await.expect("there is room again");
    assert_eq!((about.kind, about.width, about.thumbnail), (Kind::Image, Some(64), true));
    assert_eq!(rig.files(), [format!("{id}.img"), format!("{id}.thumb")]);
}

#[tokio::test]
async fn a_file_that_comes_in_one_go_is_there_whole_or_not_at_all() {
    let rig = Rig::new(|config| config.document_bytes = 40).await;
    let (begin, end) = PDF.split_at(9);
    let taken = rig.take("m.pdf", &[Ok(begin), Ok(end)]).await.expect("it is whole");
    assert_eq!((taken.name.as_str(), taken.size, rig.taken().await), ("m.pdf", PDF.len() as u64, PDF.len() as u64));
    let there = rig.files();
    for (name, pieces, expect) in [
        ("m.pdf", vec![Ok(begin), Err(Code::BadRequest)], Code::BadRequest),
        ("m.pdf", vec![Ok(PDF), Ok(PDF)], Code::TooLarge),
        ("m.pdf", vec![], Code::FileBroken),
        ("m.pdf", vec![Ok(&b"no document at all"[..])], Code::FileType),
        ("m.exe", vec![Ok(PDF)], Code::FileType),
        ("m.jpg", vec![Ok(PDF)], Code::FileMismatch),
    ] {
        assert_eq!(code_of(rig.take(name, &pieces).await), expect, "{name}: {pieces:?}");
        assert_eq!((rig.files(), rig.taken().await), (there.clone(), PDF.len() as u64), "{name}: {pieces:?}");
    }
}

#[tokio::test]
async fn a_line_that_is_cut_leaves_no_half_of_a_file_and_takes_no_room() {
    let rig = Rig::new(|_| {}).await;
    let whose = Whose { by: Uploader::Owner([7; 32]), conversation: None, request: None };
    let brought = Brought { name: "m.pdf".into(), declared: String::new(), room: 1_000_000 };
    // A piece that is written, and then nothing more.
    let pieces = stream::iter([Ok::<_, Code>(vec![b'x'; 2 * PIECE])]).chain(stream::pending());
    {
        let taking = rig.uploads.take(address(), whose, brought, pieces);
        let written = async {
            while !rig.files().iter().any(|name| name.ends_with(".raw")) {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            taken = taking => panic!("it never ends: {taken:?}"),
            () = written => {}
        }
    }
    let gone = async {
        while !rig.files().is_empty() || rig.taken().await > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(LIMIT, gone).await.expect("nothing is left");
}
