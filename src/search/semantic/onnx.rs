//! An ONNX export of multilingual-e5-small in 32-bit floats, and the `tokenizer.json` that goes with it.
//!
//! Only weights are taken from the export; what the graph computes is known. Biases, norms and embeddings keep their names in an
//! export; the matrices of `MatMul` mostly lose theirs, and are found as what is multiplied before a named bias is added.

use super::Error;
use super::file::{Layer, Linear, Manifest, Model, Shape, Weights};
use super::quantize::{BLOCK, Int8Matrix, to_q4};
use super::tokenizer::{Specials, Vocabulary};
use base64::Engine as _;
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;

/// Numbers of an attention head, in this family of models.
const HEAD_WIDTH: usize = 32;
/// What the norms of this family add to a variance.
const EPSILON: f32 = 1e-12;
/// Name that tells where the names of this model begin; exporters put other words before it.
const TABLE: &str = "embeddings.word_embeddings.weight";
/// ONNX's number for 32-bit floats.
const FLOAT: u64 = 1;

fn unfit(what: &str) -> Error {
    Error::Unfit(format!("neither the expected package nor an ONNX export of multilingual-e5-small in 32-bit floats: {what}"))
}

/// One field of a protobuf message.
enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    /// Of four or eight bytes; nothing that is read here has one.
    Fixed,
}

/// The fields of a protobuf message, in their order.
struct Message<'a>(&'a [u8]);

impl<'a> Message<'a> {
    fn varint(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn take(&mut self, length: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        Some(taken)
    }

    /// The next field and its number; `None` at the end.
    fn next(&mut self) -> Result<Option<(u64, Field<'a>)>, Error> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let field = |message: &mut Message<'a>| {
            let tag = message.varint()?;
            let field = match tag & 7 {
                0 => Field::Number(message.varint()?),
                1 => message.take(8).map(|_| Field::Fixed)?,
                2 => {
                    let length = message.varint()?;
                    Field::Bytes(message.take(length)?)
                }
                5 => message.take(4).map(|_| Field::Fixed)?,
                _ => return None,
            };
            Some((tag >> 3, field))
        };
        field(self).map(Some).ok_or_else(|| unfit("it is broken or was cut short"))
    }
}

/// A named array of the export, in little-endian floats.
struct Tensor<'a> {
    dims: Vec<u64>,
    floats: &'a [u8],
}

impl Tensor<'_> {
    fn floats(&self) -> Vec<f32> {
        self.floats.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
    }
}

struct Node<'a> {
    operation: &'a str,
    inputs: Vec<&'a str>,
    output: &'a str,
}

#[derive(Default)]
struct Graph<'a> {
    tensors: HashMap<&'a str, Tensor<'a>>,
    nodes: Vec<Node<'a>>,
}

fn text(bytes: &[u8]) -> Result<&str, Error> {
    std::str::from_utf8(bytes).map_err(|_| unfit("a name that is no text"))
}

impl<'a> Graph<'a> {
    fn read(bytes: &'a [u8]) -> Result<Graph<'a>, Error> {
        let mut graph = Graph::default();
        let mut model = Message(bytes);
        while let Some((number, field)) = model.next()? {
            let (7, Field::Bytes(bytes)) = (number, field) else { continue };
            let mut fields = Message(bytes);
            while let Some(field) = fields.next()? {
                match field {
                    (1, Field::Bytes(node)) => graph.nodes.push(Graph::node(node)?),
                    (5, Field::Bytes(tensor)) => {
                        if let Some((name, tensor)) = Graph::tensor(tensor)? {
                            graph.tensors.insert(name, tensor);
                        }
                    }
                    _ => {}
                }
            }
        }
        Ok(graph)
    }

    fn node(bytes: &'a [u8]) -> Result<Node<'a>, Error> {
        let mut node = Node { operation: "", inputs: Vec::new(), output: "" };
        let mut fields = Message(bytes);
        while let Some(field) = fields.next()? {
            match field {
                (1, Field::Bytes(name)) => node.inputs.push(text(name)?),
                (2, Field::Bytes(name)) => node.output = text(name)?,
                (4, Field::Bytes(name)) => node.operation = text(name)?,
                _ => {}
            }
        }
        Ok(node)
    }

    /// An array of floats with its name; `None` for one of another type, which the weights do not have.
    fn tensor(bytes: &'a [u8]) -> Result<Option<(&'a str, Tensor<'a>)>, Error> {
        let (mut name, mut kind, mut elsewhere) = ("", 0, false);
        let mut tensor = Tensor { dims: Vec::new(), floats: &[] };
        let mut fields = Message(bytes);
        while let Some(field) = fields.next()? {
            match field {
                (1, Field::Number(dim)) => tensor.dims.push(dim),
                (1, Field::Bytes(packed)) => {
                    let mut packed = Message(packed);
                    while !packed.0.is_empty() {
                        tensor.dims.push(packed.varint().ok_or_else(|| unfit("a broken size"))?);
                    }
                }
                (2, Field::Number(number)) => kind = number,
                // Packed floats and raw data are the same bytes.
                (4 | 9, Field::Bytes(bytes)) => tensor.floats = bytes,
                (8, Field::Bytes(bytes)) => name = text(bytes)?,
                (14, Field::Number(place)) => elsewhere = place != 0,
                _ => {}
            }
        }
        if elsewhere {
            return Err(unfit("its weights are in another file; export it as one"));
        }
        Ok((kind == FLOAT).then_some((name, tensor)))
    }

    fn get(&self, name: &str, dims: &[usize]) -> Result<&Tensor<'a>, Error> {
        let tensor = self.tensors.get(name).ok_or_else(|| unfit(&format!("it has no {name}")))?;
        let count: usize = dims.iter().product();
        let fits = tensor.dims.iter().copied().eq(dims.iter().map(|dim| *dim as u64)) && tensor.floats.len() == 4 * count;
        if fits { Ok(tensor) } else { Err(unfit(&format!("{name} has another size"))) }
    }

    /// A matrix, an output a row, and its bias.
    fn linear(&self, name: &str, inputs: usize, outputs: usize) -> Result<(Vec<f32>, Vec<f32>), Error> {
        let bias_name = format!("{name}.bias");
        let bias = self.get(&bias_name, &[outputs])?.floats();
        let named = format!("{name}.weight");
        if self.tensors.contains_key(named.as_str()) {
            return Ok((self.get(&named, &[outputs, inputs])?.floats(), bias));
        }
        let add = self.nodes.iter().find(|node| node.operation == "Add" && node.inputs.contains(&bias_name.as_str()));
        let product = add.and_then(|add| {
            self.nodes.iter().find(|node| node.operation == "MatMul" && add.inputs.contains(&node.output) && node.inputs.len() == 2)
        });
        let matrix = product.ok_or_else(|| unfit(&format!("it has no {named}")))?.inputs[1];
        // An input a row: the product is of a state with this.
        let across = self.get(matrix, &[inputs, outputs])?.floats();
        let weights = (0..outputs).flat_map(|output| across[output..].iter().step_by(outputs).copied()).collect();
        Ok((weights, bias))
    }
}

/// Rows and columns of a matrix.
fn sides(tensor: &Tensor<'_>) -> Option<(usize, usize)> {
    match *tensor.dims {
        [rows, columns] => Some((usize::try_from(rows).ok()?, usize::try_from(columns).ok()?)),
        _ => None,
    }
}

impl Graph<'_> {
    /// Rows of a matrix; 0 when there is none of that name.
    fn rows_of(&self, name: &str) -> usize {
        self.tensors.get(name).and_then(sides).map_or(0, |(rows, _)| rows)
    }

    /// The shape of the network whose table has so many sides and whose arrays begin with `prefix`.
    fn shape(&self, prefix: &str, (pieces, hidden): (usize, usize)) -> Result<Shape, Error> {
        let bias = |layer: usize| format!("{prefix}encoder.layer.{layer}.output.dense.bias");
        let layers = (0..).take_while(|layer| self.tensors.contains_key(bias(*layer).as_str())).count();
        let widened = self.tensors.get(format!("{prefix}encoder.layer.0.intermediate.dense.bias").as_str());
        let shape = Shape {
            hidden,
            layers,
            heads: hidden / HEAD_WIDTH,
            widened: widened.and_then(|bias| bias.dims.first()).and_then(|size| usize::try_from(*size).ok()).unwrap_or(0),
            pieces,
            places: self.rows_of(&format!("{prefix}embeddings.position_embeddings.weight")),
            epsilon: EPSILON,
        };
        shape.check().map_err(|_| unfit("a network of another size"))?;
        Ok(shape)
    }
}

/// The model in an export; `source` and `sha256` tell where it comes from.
pub fn parse(bytes: &[u8], vocabulary: Vocabulary, source: &str, sha256: &str) -> Result<Model, Error> {
    let graph = Graph::read(bytes)?;
    let (table_name, table) =
        graph.tensors.iter().find(|(name, _)| name.ends_with(TABLE)).ok_or_else(|| unfit(&format!("it has no {TABLE}")))?;
    let prefix = &table_name[..table_name.len() - TABLE.len()];
    let name = |name: &str| format!("{prefix}{name}");
    let shape = graph.shape(prefix, sides(table).ok_or_else(|| unfit("its table is none"))?)?;
    let Shape { hidden, pieces, widened, places, .. } = shape;

    let norm = |of: &str| {
        let (scale, bias) = (name(&format!("{of}.LayerNorm.weight")), name(&format!("{of}.LayerNorm.bias")));
        Ok::<_, Error>((graph.get(&scale, &[hidden])?.floats(), graph.get(&bias, &[hidden])?.floats()))
    };
    let linear = |of: &str, parts: &[&str], inputs: usize, outputs: usize| {
        let (mut weights, mut bias) = (Vec::new(), Vec::new());
        for part in parts {
            let (more_weights, more_bias) = graph.linear(&name(&format!("{of}.{part}")), inputs, outputs)?;
            weights.extend(more_weights);
            bias.extend(more_bias);
        }
        Ok::<_, Error>(Linear { weights: Int8Matrix::from_floats(&weights, inputs), bias })
    };
    let layers = (0..shape.layers).map(|layer| {
        let layer = format!("encoder.layer.{layer}");
        Ok(Layer {
            attend: linear(&format!("{layer}.attention.self"), &["query", "key", "value"], hidden, hidden)?,
            attended: linear(&format!("{layer}.attention.output"), &["dense"], hidden, hidden)?,
            attended_norm: norm(&format!("{layer}.attention.output"))?,
            widen: linear(&format!("{layer}.intermediate"), &["dense"], hidden, widened)?,
            narrow: linear(&format!("{layer}.output"), &["dense"], widened, hidden)?,
            narrow_norm: norm(&format!("{layer}.output"))?,
        })
    });
    let mut place_rows = graph.get(&name("embeddings.position_embeddings.weight"), &[places, hidden])?.floats();
    let segments = graph.rows_of(&name("embeddings.token_type_embeddings.weight"));
    let segment = graph.get(&name("embeddings.token_type_embeddings.weight"), &[segments, hidden])?.floats();
    for row in place_rows.chunks_exact_mut(hidden) {
        row.iter_mut().zip(&segment).for_each(|(place, segment)| *place += segment);
    }
    // Block by block: the table in floats has 384 MB.
    let table = graph.get(table_name, &[pieces, hidden])?.floats.chunks_exact(4 * BLOCK).flat_map(|bytes| {
        let floats: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        to_q4(&floats)
    });
    let weights = Weights {
        shape,
        table: table.collect(),
        places: place_rows,
        norm: norm("embeddings")?,
        layers: layers.collect::<Result<_, Error>>()?,
    };
    let manifest = Manifest {
        name: "multilingual-e5-small".to_owned(),
        source: source.to_owned(),
        source_sha256: sha256.to_owned(),
        shape,
        vocabulary: vocabulary.pieces.len(),
        replacements: vocabulary.replacements.len(),
        specials: vocabulary.specials,
    };
    manifest.check().map_err(|_| unfit("its table does not fit the vocabulary"))?;
    Ok(Model { manifest, vocabulary, weights })
}

fn no_tokenizer(what: &str) -> Error {
    Error::Unfit(format!("tokenizer.json is not that of multilingual-e5-small: {what}"))
}

/// The vocabulary in a `tokenizer.json`.
pub fn vocabulary(json: &[u8]) -> Result<Vocabulary, Error> {
    #[derive(Deserialize)]
    struct File {
        normalizer: Value,
        model: Unigram,
    }
    #[derive(Deserialize)]
    struct Unigram {
        unk_id: u32,
        vocab: Vec<(String, f32)>,
    }
    let File { normalizer, model } = serde_json::from_slice(json).map_err(|error| no_tokenizer(&error.to_string()))?;
    let number = |piece: &str| {
        let place = model.vocab.iter().position(|(name, _)| name == piece);
        place.map(|place| place as u32).ok_or_else(|| no_tokenizer(&format!("it has no {piece}")))
    };
    let specials = Specials { begin: number("<s>")?, end: number("</s>")?, unknown: model.unk_id };
    let map = charsmap(&normalizer).ok_or_else(|| no_tokenizer("it has no table of characters"))?;
    let map = base64::engine::general_purpose::STANDARD.decode(map).map_err(|_| no_tokenizer("a broken table of characters"))?;
    let replacements = replacements(&map).ok_or_else(|| no_tokenizer("a broken table of characters"))?;
    let (pieces, scores) = model.vocab.into_iter().map(|(piece, score)| (piece.into_bytes(), score)).unzip();
    Ok(Vocabulary { pieces, scores, replacements, specials })
}

/// SentencePiece's table of characters, alone or in a sequence of normalizers.
fn charsmap(normalizer: &Value) -> Option<&str> {
    let alone = normalizer["precompiled_charsmap"].as_str();
    alone.or_else(|| normalizer["normalizers"].as_array()?.iter().find_map(|one| one["precompiled_charsmap"].as_str()))
}

/// What single characters become: the table is a double array (darts-clone) over their bytes, then the replacements.
fn replacements(map: &[u8]) -> Option<Vec<(char, String)>> {
    let (length, rest) = map.split_at_checked(4)?;
    let length = u32::from_le_bytes(length.try_into().ok()?) as usize;
    let (units, texts) = rest.split_at_checked(length)?;
    let units: Vec<u32> = units.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
    let offset = |unit: u32| ((unit >> 10) << ((unit & (1 << 9)) >> 6)) as usize;
    let find = |key: &str| -> Option<usize> {
        let mut at = offset(*units.first()?);
        let mut leaf = false;
        for byte in key.bytes() {
            at ^= usize::from(byte);
            let unit = *units.get(at)?;
            if unit & 0x8000_00ff != u32::from(byte) {
                return None;
            }
            leaf = unit & (1 << 8) != 0;
            at ^= offset(unit);
        }
        if leaf { Some((*units.get(at)? & 0x7fff_ffff) as usize) } else { None }
    };
    let mut found = Vec::new();
    for character in '\0'..=char::MAX {
        let Some(start) = find(character.encode_utf8(&mut [0; 4])) else { continue };
        let text = texts.get(start..)?.split(|byte| *byte == 0).next()?;
        found.push((character, std::str::from_utf8(text).ok()?.to_owned()));
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::super::file::tests::tiny;
    use super::*;
    use proptest::prelude::*;

    fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
        let mut out = vec![number << 3 | 2];
        let mut length = bytes.len();
        while length >= 0x80 {
            out.push((length & 0x7f) as u8 | 0x80);
            length >>= 7;
        }
        out.push(length as u8);
        out.extend(bytes);
        out
    }

    fn tensor(name: &str, dims: &[u8], value: impl Fn(usize) -> f32) -> Vec<u8> {
        let count: usize = dims.iter().map(|dim| usize::from(*dim)).product();
        let floats: Vec<u8> = (0..count).flat_map(|at| value(at).to_le_bytes()).collect();
        let dims: Vec<u8> = dims.iter().flat_map(|dim| [1 << 3, *dim]).collect();
        field(5, &[dims, vec![2 << 3, 1], field(8, name.as_bytes()), field(9, &floats)].concat())
    }

    fn node(operation: &str, inputs: [&str; 2], output: &str) -> Vec<u8> {
        field(
            1,
            &[field(1, inputs[0].as_bytes()), field(1, inputs[1].as_bytes()), field(2, output.as_bytes()), field(4, operation.as_bytes())]
                .concat(),
        )
    }

    /// An export of one layer; matrices have lost their names, but for the keys'.
    fn export() -> Vec<u8> {
        let mut graph = Vec::new();
        for (name, dims) in [
            ("bert.embeddings.word_embeddings.weight", &[9, 32][..]),
            ("bert.embeddings.position_embeddings.weight", &[16, 32]),
            ("bert.embeddings.token_type_embeddings.weight", &[2, 32]),
        ] {
            graph.extend(tensor(name, dims, |at| at as f32 / 100.0));
        }
        for of in ["embeddings", "encoder.layer.0.attention.output", "encoder.layer.0.output"] {
            graph.extend(tensor(&format!("bert.{of}.LayerNorm.weight"), &[32], |_| 1.0));
            graph.extend(tensor(&format!("bert.{of}.LayerNorm.bias"), &[32], |_| 0.5));
        }
        for (of, inputs, outputs) in [
            ("attention.self.query", 32, 32),
            ("attention.self.key", 32, 32),
            ("attention.self.value", 32, 32),
            ("attention.output.dense", 32, 32),
            ("intermediate.dense", 32, 64),
            ("output.dense", 64, 32),
        ] {
            let bias = format!("bert.encoder.layer.0.{of}.bias");
            graph.extend(tensor(&bias, &[outputs], |at| at as f32));
            if of.ends_with("key") {
                graph.extend(tensor(&bias.replace("bias", "weight"), &[outputs, inputs], |at| at as f32));
            } else {
                graph.extend(tensor(&format!("onnx::MatMul_{of}"), &[inputs, outputs], |at| at as f32));
                graph.extend(node("MatMul", ["state", &format!("onnx::MatMul_{of}")], of));
                graph.extend(node("Add", [&bias, of], "next"));
            }
        }
        field(7, &graph)
    }

    #[test]
    fn an_export_is_understood() {
        let model = parse(&export(), tiny().vocabulary, "model.onnx", "00").expect("a model");
        assert_eq!(model.manifest.shape, Shape { hidden: 32, layers: 1, heads: 1, widened: 64, pieces: 9, places: 16, epsilon: EPSILON });
        let layer = &model.weights.layers[0];
        assert_eq!(layer.attend.bias.len(), 96);
        assert_eq!(layer.widen.bias[63], 63.0);
        // Column 63 of an input a row becomes row 63 of an output a row: 63, 127, ... 2047.
        let last = layer.widen.weights.weights[63 * 32..].iter().map(|w| f32::from(*w) * layer.widen.weights.scales[63]);
        assert!(last.enumerate().all(|(at, weight)| (weight - (63 + 64 * at) as f32).abs() < 9.0));
        // The keys' matrix kept its name and its order.
        assert!((layer.attend.weights.scales[32 + 31] * 127.0 - 1023.0).abs() < 0.1);
        assert_eq!(model.weights.places[0], 0.0);
        assert_eq!(model.weights.places[33], 0.33 + 0.01);
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = parse(&field(7, &[]), tiny().vocabulary, "", "").expect_err("no table");
        assert!(error.to_string().contains(TABLE), "{error}");
    }

    /// A table in which a tab becomes a space and nothing else changes.
    fn table() -> Vec<u8> {
        let mut units = vec![0u32; 0x400];
        units[0] = 0x100 << 10;
        units[0x109] = 0x200 << 10 | 1 << 8 | 9;
        units[0x309] = 1 << 31;
        let units: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        [&(units.len() as u32).to_le_bytes()[..], &units, b" \0"].concat()
    }

    #[test]
    fn a_tokenizer_is_understood() {
        let map = base64::engine::general_purpose::STANDARD.encode(table());
        let json = serde_json::json!({
            "normalizer": {"type": "Sequence", "normalizers": [{"type": "Precompiled", "precompiled_charsmap": map}]},
            "model": {"type": "Unigram", "unk_id": 2, "vocab": [["<s>", 0.0], ["</s>", 0.0], ["<unk>", 0.0], ["▁a", -1.5]]},
        });
        let vocabulary = vocabulary(json.to_string().as_bytes()).expect("a vocabulary");
        assert_eq!(vocabulary.replacements, [('\t', " ".to_owned())]);
        assert_eq!(vocabulary.specials, Specials { begin: 0, end: 1, unknown: 2 });
        assert_eq!((vocabulary.pieces[3].as_slice(), vocabulary.scores[3]), ("▁a".as_bytes(), -1.5));
    }

    proptest! {
        #[test]
        fn broken_exports_do_not_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
            let mut bytes = export();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let _ = parse(&bytes, tiny().vocabulary, "", "");
            bytes.truncate(cut.index(bytes.len()));
            let _ = parse(&bytes, tiny().vocabulary, "", "");
        }

        #[test]
        fn garbage_is_no_export(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(parse(&bytes, tiny().vocabulary, "", "").is_err());
            prop_assert!(vocabulary(&bytes).is_err());
        }
    }
}
