//! Templates of the pages: HTML with `{{name}}` and `{{t:message}}`. A name that nothing stands for is an error before the
//! server starts, not a gap in a page.

use crate::http::assets;
use crate::i18n::Catalog;

/// Where the loader's messages stand in it.
pub const LOADER_TEXTS: &str = "'{{loader-texts}}'";

/// What a page may ask for by `{{name}}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    Assets,
    Language,
    Languages,
    /// A link to this page in each language in use, as markup.
    LanguageLinks,
    /// An option for each, as markup.
    LanguageOptions,
    Company,
    /// The forms that an entry may offer, by id.
    Forms,
    /// What an operator calls forms of their own, as JSON: by id, then by language.
    FormTitles,
    /// Largest file of entries that is read, in megabytes.
    ImportMegabytes,
    /// Most rows of its sheets.
    ImportRows,
    /// Most entries that it may change at once.
    ImportTopics,
    SupportPhone,
    SupportEmail,
}

impl Name {
    /// Whether its value is markup already, made from escaped parts.
    fn is_markup(self) -> bool {
        matches!(self, Name::LanguageLinks | Name::LanguageOptions)
    }
}

const NAMES: [(&str, Name); 13] = [
    ("assets", Name::Assets),
    ("language", Name::Language),
    ("languages", Name::Languages),
    ("language-links", Name::LanguageLinks),
    ("language-options", Name::LanguageOptions),
    ("company", Name::Company),
    ("forms", Name::Forms),
    ("form-titles", Name::FormTitles),
    ("import-megabytes", Name::ImportMegabytes),
    ("import-rows", Name::ImportRows),
    ("import-topics", Name::ImportTopics),
    ("support_phone", Name::SupportPhone),
    ("support_email", Name::SupportEmail),
];

/// A part of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'t> {
    Text(&'t str),
    Name(Name),
    /// The key of a message.
    Message(&'t str),
}

/// The parts of a template; else what stands in it and means nothing.
pub fn pieces(template: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").ok_or_else(|| format!("`{{{{` without an end before {after:.20}"))?;
        let piece = match name.strip_prefix("t:") {
            Some(key) => Piece::Message(key),
            None => NAMES
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, name)| Piece::Name(*name))
                .ok_or_else(|| format!("{{{{{name}}}}}"))?,
        };
        pieces.extend([Piece::Text(before), piece]);
        rest = after;
    }
    pieces.push(Piece::Text(rest));
    Ok(pieces)
}

/// Puts the values in, escaped for HTML text and quoted attributes; what is markup already goes in as it is.
pub fn fill(pieces: &[Piece<'_>], name: impl Fn(Name) -> String, message: impl Fn(&str) -> String) -> String {
    let mut page = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => page.push_str(text),
            Piece::Name(value) if value.is_markup() => page.push_str(&name(*value)),
            Piece::Name(value) => escape(&name(*value), &mut page),
            Piece::Message(key) => escape(&message(key), &mut page),
        }
    }
    page
}

/// Appends a text, escaped for HTML text and quoted attributes.
pub fn escape(text: &str, into: &mut String) {
    for c in text.chars() {
        match c {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            '\'' => into.push_str("&#39;"),
            c => into.push(c),
        }
    }
}

/// Checks every page of `src/web`, and the loader. The error names file and mistake.
pub fn check(catalog: &Catalog) -> anyhow::Result<()> {
    for path in assets::Files::iter().filter(|path| path.ends_with(".html")) {
        let template = assets::text(&path).unwrap_or_default();
        check_one(catalog, &template).map_err(|what| anyhow::anyhow!("src/web/{path}: nothing stands for {what}"))?;
    }
    let places = assets::text("widget.js").unwrap_or_default().matches(LOADER_TEXTS).count();
    anyhow::ensure!(places == 1, "src/web/widget.js: {LOADER_TEXTS} stands there {places} times, not once");
    Ok(())
}

fn check_one(catalog: &Catalog, template: &str) -> Result<(), String> {
    let unknown = |piece: &Piece<'_>| match piece {
        Piece::Message(key) if !catalog.has(key) => Some(format!("{{{{t:{key}}}}}")),
        Piece::Message(_) | Piece::Text(_) | Piece::Name(_) => None,
    };
    pieces(template)?.iter().find_map(unknown).map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog() -> Catalog {
        Catalog::embedded().expect("texts without mistakes")
    }

    #[test]
    fn every_page_can_be_filled() {
        check(&catalog()).expect("pages without mistakes");
    }

    #[test]
    fn what_means_nothing_is_named() {
        let catalog = catalog();
        let told = |template: &str| check_one(&catalog, template).err();
        assert_eq!(told("<p>{{company}} {{t:desk-title}}</p>"), None);
        assert_eq!(told("<p>{{compny}}</p>").as_deref(), Some("{{compny}}"));
        assert_eq!(told("<p>{{ company }}</p>").as_deref(), Some("{{ company }}"));
        assert_eq!(told("<p>{{t:desk-titel}}</p>").as_deref(), Some("{{t:desk-titel}}"));
        assert_eq!(told("{{}}").as_deref(), Some("{{}}"));
        assert!(told("<p>{{company</p>").is_some());
    }

    #[test]
    fn markup_goes_in_as_it_is() {
        let pieces = pieces("{{language-links}}{{language}}").expect("a template");
        assert_eq!(fill(&pieces, |_| "<a>".to_owned(), |_| String::new()), "<a>&lt;a&gt;");
    }

    #[test]
    fn values_are_escaped() {
        let pieces = pieces("<p title=\"{{company}}\">{{t:x}}</p>").expect("a template");
        let page = fill(&pieces, |_| "a\"<b>".to_owned(), |key| format!("'{key}' & more"));
        assert_eq!(page, "<p title=\"a&quot;&lt;b&gt;\">&#39;x&#39; &amp; more</p>");
    }
}
