//! One script from many: the chat is read as some twenty small modules and sent as one file, for a phone on a slow line pays for
//! each request. What it imports while it runs (`import('./form.js')`) stays a file of its own, which takes the modules
//! that it shares with the first one from there: each module exists once.
//!
//! Only what our own modules are written in is understood; anything else is an error before the server starts:
//! `import { a, b as c } from './x.js'`, `export` before `const`, `class`, `function` or `async function`, and `import('./x.js')`.

use super::shrink::{Kind, Token, print, tokens};
use std::collections::{BTreeMap, BTreeSet};

/// More modules than that are a circle that is not one, or another program.
const MOST_MODULES: usize = 200;

/// A module as it is read.
#[derive(Debug, Default)]
struct Module {
    body: Vec<Token>,
    exports: Vec<String>,
    /// Paths of the modules that it needs, in order.
    imports: Vec<String>,
    /// Paths of those that it loads while it runs.
    lazy: Vec<String>,
}

/// The file that a page loads, and those that it loads later, by name (`chat-main.js` for `chat/main.js`).
/// The error names the module and what is wrong in it.
pub fn script(entry: &str, read: impl Fn(&str) -> Option<String>) -> Result<BTreeMap<String, String>, String> {
    let mut house = House { read, modules: BTreeMap::new() };
    let first = house.order(entry, &BTreeSet::new())?;
    let shared: BTreeSet<String> = first.iter().cloned().collect();
    let mut files = BTreeMap::from([(flat(entry), house.file(&first, entry, &shared, true))]);
    let mut open: Vec<String> = first.iter().flat_map(|path| house.modules[path].lazy.clone()).collect();
    while let Some(path) = open.pop() {
        if files.contains_key(&flat(&path)) {
            continue;
        }
        let own = house.order(&path, &shared)?;
        open.extend(own.iter().flat_map(|path| house.modules[path].lazy.clone()));
        files.insert(flat(&path), house.file(&own, entry, &shared, false));
    }
    Ok(files)
}

/// All modules that were read.
struct House<R> {
    read: R,
    modules: BTreeMap<String, Module>,
}

impl<R: Fn(&str) -> Option<String>> House<R> {
    /// The modules that `path` needs, itself last, without those of `but`.
    fn order(&mut self, path: &str, but: &BTreeSet<String>) -> Result<Vec<String>, String> {
        let mut order = Vec::new();
        self.visit(path, but, &mut order, &mut Vec::new())?;
        Ok(order)
    }

    fn visit(&mut self, path: &str, but: &BTreeSet<String>, order: &mut Vec<String>, above: &mut Vec<String>) -> Result<(), String> {
        if but.contains(path) || order.iter().any(|known| known == path) {
            return Ok(());
        }
        if above.iter().any(|known| known == path) || self.modules.len() > MOST_MODULES {
            return Err(format!("{path} imports itself, by way of {}", above.join(", ")));
        }
        if !self.modules.contains_key(path) {
            let source = (self.read)(path).ok_or_else(|| format!("{path} is not there"))?;
            self.modules.insert(path.to_owned(), module(path, &source).map_err(|what| format!("{path}: {what}"))?);
        }
        above.push(path.to_owned());
        for needed in self.modules[path].imports.clone() {
            self.visit(&needed, but, order, above)?;
        }
        above.pop();
        order.push(path.to_owned());
        Ok(())
    }

    /// One file of these modules. `first`: it is the one that the others share their modules with.
    fn file(&self, order: &[String], entry: &str, shared: &BTreeSet<String>, first: bool) -> String {
        let mut text = String::new();
        if !first {
            let needed: BTreeSet<&String> =
                order.iter().flat_map(|path| &self.modules[path].imports).filter(|path| shared.contains(*path)).collect();
            let names: Vec<String> = needed.into_iter().map(|path| name(path)).collect();
            text += &format!("import{{{}}}from'./{}';\n", names.join(","), flat(entry));
        }
        for path in order {
            let module = &self.modules[path];
            text += &format!("const {}=(()=>{{{}\nreturn{{{}}}}})();\n", name(path), print(&module.body), module.exports.join(","));
        }
        match (first, order.last()) {
            (true, _) => text += &format!("export{{{}}};\n", order.iter().map(|path| name(path)).collect::<Vec<_>>().join(",")),
            (false, Some(last)) => text += &format!("export const{{{}}}={};\n", self.modules[last].exports.join(","), name(last)),
            (false, None) => {}
        }
        text
    }
}

/// What a file of joined modules is called.
fn flat(path: &str) -> String {
    path.replace('/', "-")
}

/// What holds a module's exports.
fn name(path: &str) -> String {
    let plain = path.trim_end_matches(".js").replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    format!("${plain}")
}

/// Reads a module: imports and exports become plain constants.
fn module(path: &str, source: &str) -> Result<Module, String> {
    let all = tokens(source);
    let mut module = Module::default();
    let mut at = 0;
    let is = |at: usize, text: &str| all.get(at).is_some_and(|token| token.kind != Kind::Opaque && token.text == text);
    while let Some(token) = all.get(at) {
        // `x.import`, `{export: 1}` are names like any other.
        let named = token.kind == Kind::Word && !(at > 0 && is(at - 1, "."));
        if named && token.text == "import" && is(at + 1, "(") {
            let target = resolve(path, all.get(at + 2))?;
            let specifier = Token { kind: Kind::Opaque, text: format!("'./{}'", flat(&target)), apart: false, begins_line: false };
            module.body.extend([token.clone(), all[at + 1].clone(), specifier]);
            module.lazy.push(target);
            at += 3;
        } else if named && token.text == "import" && !is(at + 1, ".") {
            at = import(path, &all, at, &mut module)?;
        } else if named && token.text == "export" {
            at = export(&all, at, &mut module)?;
        } else {
            module.body.push(token.clone());
            at += 1;
        }
    }
    Ok(module)
}

/// `import { a, b as c } from './x.js';` as a constant. Gives the place after it.
fn import(path: &str, all: &[Token], at: usize, module: &mut Module) -> Result<usize, String> {
    let text = |at: usize| all.get(at).map_or("", |token| token.text.as_str());
    let mut end = at + 1;
    let mut names = String::new();
    if text(end) != "{" {
        return Err(format!("`import {}` is not understood", text(end)));
    }
    while text(end) != "}" {
        names.push_str(match text(end) {
            "" => return Err("an import without an end".to_owned()),
            "as" => ":",
            text => text,
        });
        end += 1;
    }
    if text(end + 1) != "from" || text(end + 3) != ";" {
        return Err("an import without `from` or `;`".to_owned());
    }
    let target = resolve(path, all.get(end + 2))?;
    module.body.extend(tokens(&format!("const {names}}}={};", name(&target))));
    module.imports.push(target);
    Ok(end + 4)
}

/// `export` before a declaration: the declaration stays. Gives the place after the word.
fn export(all: &[Token], at: usize, module: &mut Module) -> Result<usize, String> {
    let text = |at: usize| all.get(at).map_or("", |token| token.text.as_str());
    let declared = match (text(at + 1), text(at + 2)) {
        ("const" | "class" | "function", name) => name,
        ("async", "function") => text(at + 3),
        (what, _) => return Err(format!("`export {what}` is not understood")),
    };
    module.exports.push(declared.to_owned());
    Ok(at + 1)
}

/// The path that a specifier (`'../shared/dom.js'`) in the module `path` means.
fn resolve(path: &str, specifier: Option<&Token>) -> Result<String, String> {
    let text = specifier.filter(|token| token.kind == Kind::Opaque).map_or("", |token| token.text.trim_matches(['\'', '"']));
    let mut folders: Vec<&str> = path.split('/').collect();
    folders.pop();
    for part in text.split('/') {
        match part {
            "." => {}
            ".." => {
                folders.pop().ok_or_else(|| format!("{text} leads out of the files of the pages"))?;
            }
            part => folders.push(part),
        }
    }
    if !text.starts_with('.') || !text.ends_with(".js") {
        return Err(format!("`{text}` is no module of ours"));
    }
    Ok(folders.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(files: &'static [(&str, &str)]) -> impl Fn(&str) -> Option<String> {
        |path| files.iter().find(|(name, _)| *name == path).map(|(_, source)| (*source).to_owned())
    }

    #[test]
    fn modules_become_one_file_and_what_is_loaded_later_another_one() {
        let files = script(
            "chat/main.js",
            read(&[
                ("chat/main.js", "import { one, two as too } from '../shared/numbers.js';\nimport { three } from './three.js';\n// later\nlet x = one + too + three();\nexport async function later() { return import('../shared/form.js'); }"),
                ("chat/three.js", "import { one } from '../shared/numbers.js';\nexport function three() { return one + 2; }"),
                ("shared/numbers.js", "export const one = 1;\nexport const two = 2;"),
                ("shared/form.js", "import { own } from './own.js';\nimport { two } from './numbers.js';\nexport class Form { size = two + own }"),
                ("shared/own.js", "export const own = 7;"),
            ]),
        )
        .expect("sound modules");
        assert_eq!(files.keys().collect::<Vec<_>>(), ["chat-main.js", "shared-form.js"]);
        assert_eq!(
            files["chat-main.js"],
            "const $shared_numbers=(()=>{const one=1;const two=2;\nreturn{one,two}})();\n\
             const $chat_three=(()=>{const{one}=$shared_numbers;function three(){return one+2;}\nreturn{three}})();\n\
             const $chat_main=(()=>{const{one,two:too}=$shared_numbers;const{three}=$chat_three;let x=one+too+three();\
             async function later(){return import('./shared-form.js');}\nreturn{later}})();\n\
             export{$shared_numbers,$chat_three,$chat_main};\n"
        );
        assert_eq!(
            files["shared-form.js"],
            "import{$shared_numbers}from'./chat-main.js';\nconst $shared_own=(()=>{const own=7;\nreturn{own}})();\n\
             const $shared_form=(()=>{const{own}=$shared_own;const{two}=$shared_numbers;class Form{size=two+own}\nreturn{Form}})();\n\
             export const{Form}=$shared_form;\n"
        );
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let told = |source: &'static str| {
            let files: &'static [(&str, &str)] = Box::leak(Box::new([("a/b.js", source), ("a/round.js", "import { x } from './b.js';")]));
            script("a/b.js", read(files)).expect_err(source)
        };
        assert_eq!(told("import x from './y.js';"), "a/b.js: `import x` is not understood");
        assert_eq!(told("export default 1;"), "a/b.js: `export default` is not understood");
        assert_eq!(told("import { x } from './y.js';"), "a/y.js is not there");
        assert_eq!(told("import { x } from 'fluent';"), "a/b.js: `fluent` is no module of ours");
        assert_eq!(told("import { x } from '../../y.js';"), "a/b.js: ../../y.js leads out of the files of the pages");
        assert_eq!(told("import { x } from './round.js';"), "a/b.js imports itself, by way of a/b.js, a/round.js");
    }
}
