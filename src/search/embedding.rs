//! Vectors of meaning on threads of their own: a bounded queue for questions, and a file of what was embedded before.
//!
//! A question must not wait for the model: [`Embedding::question`] gives up after [`PATIENCE`], or at once when
//! [`MOST_WAITING`] others wait, and the caller answers from words alone. What was begun is finished all the same, and kept
//! for the next time that somebody asks it.

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::semantic::{DIMENSIONS, Embedder, Error, Prefix};
use super::wide::wide;

/// Longest wait for a question's vector.
pub const PATIENCE: Duration = Duration::from_millis(50);
/// Most questions that wait for the model.
pub const MOST_WAITING: usize = 16;
/// Recent questions that are remembered, in two generations of half as many each.
const REMEMBERED: usize = 4_096;
/// Texts that are given to the model at once.
const BATCH: usize = 64;
/// Questions that a thread takes at once where no other thread is free for them: together they cost less.
const TOGETHER: usize = 4;
/// Vectors of texts that are no longer wanted and are kept all the same: what was edited may be edited back, and a data
/// folder may serve several corpora on the command line.
const KEPT: usize = 20_000;

/// A vector in bytes, an eighth of the memory of floating point with less than a per cent of error.
#[derive(Debug, Clone, PartialEq)]
pub struct Packed {
    /// What a byte stands for.
    pub scale: f32,
    /// The vector in units of `scale`.
    pub bytes: [i8; DIMENSIONS],
}

impl Packed {
    /// Packs a vector of [`DIMENSIONS`] numbers; a shorter one is filled with zeros.
    pub fn new(vector: &[f32]) -> Self {
        let most = vector.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
        let scale = (most / 127.0).max(f32::MIN_POSITIVE);
        let mut bytes = [0; DIMENSIONS];
        for (byte, x) in bytes.iter_mut().zip(vector) {
            *byte = (x / scale).round() as i8;
        }
        Self { scale, bytes }
    }

    /// As it is stored: the scale, then the vector.
    pub fn to_bytes(&self) -> Vec<u8> {
        let bytes = self.bytes.iter().map(|byte| byte.cast_unsigned());
        self.scale.to_le_bytes().into_iter().chain(bytes).collect()
    }

    /// What [`Self::to_bytes`] gave; none of anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (scale, bytes) = bytes.split_first_chunk::<4>()?;
        let bytes: &[u8; DIMENSIONS] = bytes.try_into().ok()?;
        Some(Self { scale: f32::from_le_bytes(*scale), bytes: bytes.map(u8::cast_signed) })
    }

    /// The numbers again.
    pub fn unpack(&self) -> Vec<f32> {
        self.bytes.iter().map(|byte| f32::from(*byte) * self.scale).collect()
    }
}

/// A vector of a question, as everybody shares it.
pub type Vector = Arc<[f32]>;

/// A question and the numbers of its pieces, see [`Embedder::question_pieces`].
pub type Pieces = (String, Vec<u32>);

/// Questions of one message.
struct Job {
    questions: Vec<Pieces>,
    /// Takes the vector of each, in their order.
    reply: SyncSender<Vector>,
}

/// The recent questions: when the younger half is full, the older one is forgotten.
#[derive(Default)]
struct Recent {
    young: FxHashMap<String, Vector>,
    old: FxHashMap<String, Vector>,
}

impl Recent {
    fn get(&mut self, text: &str) -> Option<Vector> {
        let found = self.young.get(text).or_else(|| self.old.get(text)).cloned()?;
        self.put(text, &found);
        Some(found)
    }

    fn put(&mut self, text: &str, vector: &Vector) {
        if self.young.len() >= REMEMBERED / 2 {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(text.to_owned(), Arc::clone(vector));
    }
}

/// How often the model was asked, for the logs and metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Questions that were embedded.
    pub embedded: u64,
    /// Questions that were remembered.
    pub remembered: u64,
    /// Questions that were answered from words because the model was busy or slow.
    pub given_up: u64,
}

/// The model with its threads. They end when it is dropped.
pub struct Embedding {
    embedder: Arc<Embedder>,
    jobs: SyncSender<Job>,
    patience: Option<Duration>,
    recent: Arc<Mutex<Recent>>,
    embedded: Arc<AtomicU64>,
    remembered: AtomicU64,
    given_up: AtomicU64,
}

impl Embedding {
    /// Starts `threads` threads. Without `patience` a question waits as long as it takes: for commands, not for servers.
    pub fn start(embedder: Embedder, threads: usize, patience: Option<Duration>) -> std::io::Result<Arc<Self>> {
        let embedder = Arc::new(embedder);
        let (jobs, receiver) = sync_channel::<Job>(MOST_WAITING);
        let receiver = Arc::new(Mutex::new(receiver));
        let (recent, embedded) = <(Arc<Mutex<Recent>>, Arc<AtomicU64>)>::default();
        let idle = Arc::new(AtomicUsize::new(0));
        for number in 0..threads.max(1) {
            let (embedder, receiver) = (Arc::clone(&embedder), Arc::clone(&receiver));
            let (recent, embedded) = (Arc::clone(&recent), Arc::clone(&embedded));
            let idle = Arc::clone(&idle);
            let done = move |text: &str, vector: &Vector| {
                embedded.fetch_add(1, Ordering::Relaxed);
                lock(&recent).put(text, vector);
            };
            std::thread::Builder::new().name(format!("embed-{number}")).spawn(move || work(&embedder, &receiver, &idle, done))?;
        }
        Ok(Arc::new(Self { embedder, jobs, patience, recent, embedded, remembered: AtomicU64::new(0), given_up: AtomicU64::new(0) }))
    }

    /// The identity of the model: vectors of others do not compare.
    pub fn id(&self) -> [u8; 32] {
        self.embedder.id()
    }

    /// The model itself, for texts that may take as long as they take, on the caller's thread.
    pub fn embedder(&self) -> &Embedder {
        &self.embedder
    }

    /// How often it was asked.
    pub fn counts(&self) -> Counts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts { embedded: read(&self.embedded), remembered: read(&self.remembered), given_up: read(&self.given_up) }
    }

    /// The vector of a question that has `waited` so long already, which is taken from the patience; none when the model is too busy or too
    /// slow. Blocks: not for async threads.
    pub fn question(&self, text: &str, waited: Duration) -> Option<Vector> {
        if let Some(known) = self.remembered(text) {
            return Some(known);
        }
        self.ask(vec![(text.to_owned(), self.embedder.question_pieces(text))], waited).pop()
    }

    /// The vectors of several questions of one message, as [`Self::question`] gives them, each with the same patience; read together they cost less.
    pub fn questions(&self, questions: &[Pieces], waited: Duration) -> Vec<Option<Vector>> {
        let mut vectors: Vec<Option<Vector>> = questions.iter().map(|(text, _)| self.remembered(text)).collect();
        let new: Vec<usize> = (0..questions.len()).filter(|number| vectors[*number].is_none()).collect();
        if !new.is_empty() {
            let read = self.ask(new.iter().map(|number| questions[*number].clone()).collect(), waited);
            new.into_iter().zip(read).for_each(|(number, vector)| vectors[number] = Some(vector));
        }
        vectors
    }

    fn remembered(&self, text: &str) -> Option<Vector> {
        let known = lock(&self.recent).get(text)?;
        self.remembered.fetch_add(1, Ordering::Relaxed);
        Some(known)
    }

    /// The vectors of the first of some questions, all if the model is fast enough.
    fn ask(&self, questions: Vec<Pieces>, waited: Duration) -> Vec<Vector> {
        let count = questions.len();
        let (reply, answers) = sync_channel(count);
        let job = Job { questions, reply };
        let vectors: Vec<Vector> = match self.patience {
            None => self.jobs.send(job).map(|()| answers.iter().take(count).collect()).unwrap_or_default(),
            // Without any patience left nothing is begun: others are waiting for the model.
            Some(patience) => {
                let left = patience.checked_sub(waited).filter(|left| !left.is_zero());
                let begun = left.and_then(|left| self.jobs.try_send(job).ok().map(|()| left));
                begun.map(|left| (0..count).map_while(|_| answers.recv_timeout(left).ok()).collect()).unwrap_or_default()
            }
        };
        if vectors.len() < count {
            self.given_up.fetch_add(1, Ordering::Relaxed);
        }
        vectors
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads questions until there is nobody who could ask; `idle` counts the threads that wait for one.
fn work(embedder: &Embedder, waiting: &Mutex<Receiver<Job>>, idle: &AtomicUsize, done: impl Fn(&str, &Vector)) {
    loop {
        idle.fetch_add(1, Ordering::Relaxed);
        // The lock is held while waiting: whoever has it takes the next question, the others wait for the lock.
        let queue = lock(waiting);
        let next = queue.recv();
        let others = idle.fetch_sub(1, Ordering::Relaxed) - 1;
        let Ok(first) = next else { return };
        let mut jobs = vec![first];
        while others == 0 && jobs.iter().map(|job| job.questions.len()).sum::<usize>() < TOGETHER {
            let Ok(job) = queue.try_recv() else { break };
            jobs.push(job);
        }
        drop(queue);
        let questions = || jobs.iter().flat_map(|job| job.questions.iter().map(move |(text, pieces)| (text, pieces, &job.reply)));
        let mut unread = questions();
        let read = embedder.questions(questions().map(|(_, pieces, _)| pieces), |vector| {
            let (Some((text, _, reply)), vector) = (unread.next(), Vector::from(vector)) else { return };
            done(text, &vector);
            // The asker may have lost patience.
            let _ = reply.send(vector);
        });
        if let Err(error) = read {
            tracing::error!(%error, "a question could not be embedded");
        }
    }
}

/// Vectors by what they are of: the hash of prefix and text.
#[derive(Debug, Default)]
pub struct Embedded {
    vectors: FxHashMap<u64, Packed>,
}

/// First bytes of the file of [`Embedded`]; the last is the version.
const MAGIC: &[u8; 16] = b"aftercare embed\x01";

impl Embedded {
    /// Reads the vectors that `model` made before; none of another model's, nor of a file that is damaged.
    pub fn read(file: &Path, model: [u8; 32]) -> Self {
        std::fs::read(file).ok().and_then(|bytes| Self::from_bytes(&bytes, model)).unwrap_or_default()
    }

    /// The file's bytes.
    pub fn to_bytes(&self, model: [u8; 32]) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(model);
        let mut vectors: Vec<_> = self.vectors.iter().collect();
        vectors.sort_unstable_by_key(|(hash, _)| **hash);
        for (hash, packed) in vectors {
            out.extend(hash.to_le_bytes());
            out.extend(packed.to_bytes());
        }
        let sum = Sha256::digest(&out);
        out.extend(sum);
        out
    }

    fn from_bytes(bytes: &[u8], model: [u8; 32]) -> Option<Self> {
        let (bytes, sum) = bytes.split_last_chunk::<32>()?;
        if Sha256::digest(bytes)[..] != sum[..] {
            return None;
        }
        let rest = bytes.strip_prefix(MAGIC)?.strip_prefix(&model)?;
        let mut vectors = FxHashMap::default();
        for record in rest.chunks(8 + 4 + DIMENSIONS) {
            let (hash, record) = record.split_first_chunk::<8>()?;
            vectors.insert(u64::from_le_bytes(*hash), Packed::from_bytes(record)?);
        }
        Some(Self { vectors })
    }

    /// Adds the vector of a text.
    pub fn put(&mut self, text: &str, prefix: Prefix, vector: &[f32]) {
        self.vectors.insert(key(text, prefix), Packed::new(vector));
    }

    /// The vector of a text, when it was embedded.
    pub fn get(&self, text: &str, prefix: Prefix) -> Option<&Packed> {
        self.vectors.get(&key(text, prefix))
    }

    /// Embeds those of the texts that are not there yet; how many. Forgets the others when they are more than [`KEPT`].
    pub fn embed(&mut self, embedder: &Embedder, texts: &[(&str, Prefix)]) -> Result<usize, Error> {
        let mut wanted: Vec<(u64, &str, Prefix)> = texts.iter().map(|(text, prefix)| (key(text, *prefix), *text, *prefix)).collect();
        wanted.sort_unstable_by_key(|(key, ..)| *key);
        wanted.dedup_by_key(|(key, ..)| *key);
        if self.vectors.len() > wanted.len() + KEPT {
            self.vectors.retain(|known, _| wanted.binary_search_by_key(known, |(key, ..)| *key).is_ok());
        }
        let mut new: Vec<_> = wanted.into_iter().filter(|(key, ..)| !self.vectors.contains_key(key)).collect();
        // Texts of one length make full batches.
        new.sort_by_key(|(key, text, prefix)| (*prefix == Prefix::Passage, text.len(), *key));
        for batch in new.chunk_by(|a, b| a.2 == b.2).flat_map(|same| same.chunks(BATCH)) {
            let texts: Vec<&str> = batch.iter().map(|(_, text, _)| *text).collect();
            let vectors = embedder.embed_all(&texts, batch[0].2)?;
            self.vectors.extend(batch.iter().zip(vectors).map(|((key, ..), vector)| (*key, Packed::new(&vector))));
        }
        Ok(new.len())
    }
}

fn key(text: &str, prefix: Prefix) -> u64 {
    let digest = Sha256::new().chain_update(prefix.as_str()).chain_update(text).finalize();
    digest.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

/// Vectors that are multiplied at once: each sum waits for the one before.
const AT_ONCE: usize = 4;

/// The scalar products of a vector with packed ones, in their order; each as [`product`] gives it.
pub fn products(vector: &[f32], packed: &[Packed]) -> Vec<f32> {
    let mut products = Vec::with_capacity(packed.len());
    wide(
        #[inline(always)]
        || {
            let (some, rest) = packed.as_chunks::<AT_ONCE>();
            for some in some {
                let mut sums = [[0.0_f32; 8]; AT_ONCE];
                let [a, b, c, d] = some.each_ref().map(|packed| packed.bytes.as_chunks::<8>().0);
                for ((((x, a), b), c), d) in vector.as_chunks::<8>().0.iter().zip(a).zip(b).zip(c).zip(d) {
                    add_products(&mut sums[0], x, a);
                    add_products(&mut sums[1], x, b);
                    add_products(&mut sums[2], x, c);
                    add_products(&mut sums[3], x, d);
                }
                for (packed, sums) in some.iter().zip(&sums) {
                    products.push(sums.iter().sum::<f32>() * packed.scale);
                }
            }
            rest.iter().for_each(|packed| products.push(product(vector, packed)));
        },
    );
    products
}

/// The scalar product of a vector with a packed one.
#[inline]
pub fn product(vector: &[f32], packed: &Packed) -> f32 {
    // Sums of eight keep the processor's lanes busy.
    let mut sums = [0.0_f32; 8];
    for (x, bytes) in vector.as_chunks::<8>().0.iter().zip(packed.bytes.as_chunks::<8>().0) {
        add_products(&mut sums, x, bytes);
    }
    sums.iter().sum::<f32>() * packed.scale
}

#[inline(always)]
fn add_products(sums: &mut [f32; 8], x: &[f32; 8], bytes: &[i8; 8]) {
    for lane in 0..8 {
        sums[lane] += x[lane] * f32::from(bytes[lane]);
    }
}

/// The scalar product of two vectors of equal length, a multiple of eight: sums of eight keep the processor's lanes busy.
#[inline]
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 8];
    for (a, b) in a.chunks_exact(8).zip(b.chunks_exact(8)) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_vector_keeps_its_direction() {
        let vector: Vec<f32> = (0..DIMENSIONS).map(|i| ((i * 37 % 101) as f32 - 50.0) / 900.0).collect();
        let unpacked = Packed::new(&vector).unpack();
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        assert!(dot(&vector, &unpacked) / (dot(&vector, &vector) * dot(&unpacked, &unpacked)).sqrt() > 0.999);
        assert_eq!(Packed::new(&[0.0; DIMENSIONS]).unpack(), [0.0; DIMENSIONS]);
    }

    #[test]
    fn products_are_the_same_one_by_one() {
        let vector = |seed: usize| -> Vec<f32> { (0..DIMENSIONS).map(|i| ((i * 37 + seed * 59) % 101) as f32 / 900.0 - 0.05).collect() };
        for count in 0..10 {
            let packed: Vec<Packed> = (0..count).map(|seed| Packed::new(&vector(seed))).collect();
            let asked = vector(99);
            assert_eq!(products(&asked, &packed), packed.iter().map(|packed| product(&asked, packed)).collect::<Vec<_>>());
            let close = |(product, packed): (f32, &Packed)| (product - dot(&asked, &packed.unpack())).abs() < 1e-4;
            assert!(products(&asked, &packed).into_iter().zip(&packed).all(close));
        }
    }

    #[test]
    fn the_file_is_read_whole_or_not_at_all() {
        let mut embedded = Embedded::default();
        embedded.vectors.insert(key("a", Prefix::Query), Packed::new(&[0.1; DIMENSIONS]));
        embedded.vectors.insert(key("b", Prefix::Passage), Packed::new(&[0.2; DIMENSIONS]));
        let bytes = embedded.to_bytes([7; 32]);
        let read = Embedded::from_bytes(&bytes, [7; 32]).expect("its own file");
        assert_eq!(read.get("a", Prefix::Query), embedded.get("a", Prefix::Query));
        assert!(read.get("b", Prefix::Query).is_none(), "a passage is no question");
        assert!(Embedded::from_bytes(&bytes, [8; 32]).is_none(), "another model's");
        for at in [0, 20, 60, bytes.len() - 1] {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(Embedded::from_bytes(&changed, [7; 32]).is_none(), "byte {at}");
            assert!(Embedded::from_bytes(&bytes[..at], [7; 32]).is_none(), "cut at {at}");
        }
    }

    #[test]
    fn what_was_asked_lately_is_remembered_and_no_more() {
        let mut recent = Recent::default();
        let vector: Vector = vec![1.0].into();
        for number in 0..2 * REMEMBERED {
            recent.put(&number.to_string(), &vector);
            assert!(recent.get("0").is_some(), "what is asked again and again stays");
        }
        assert!(recent.get("5").is_none());
        assert!(recent.young.len() + recent.old.len() <= REMEMBERED);
    }
}
