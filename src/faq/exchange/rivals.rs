//! Articles of help centres: the JSON that Chatwoot's and Zendesk's own APIs give, saved as files.
//!
//! Sources: Chatwoot, `articles` of its application API (title, Markdown `content`, `status`, `locale`, `category`, `associated_article_id`);
//! Zendesk, Help Center API, "Articles", "Sections" and "Translations" (HTML `body`, `locale`, `draft`, `section_id`, `label_names`).
//! An article's translations are one entry: Zendesk gives them one id, Chatwoot links them to the first.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::drafts::{Drafts, Key, Spot};
use super::headers::Field;
use super::markdown;
use super::object::Object;
use crate::faq::problem::{Place, words};
use crate::language::Language;

/// What a page of Zendesk's API holds.
#[derive(Default)]
pub(super) struct ZendeskPage {
    pub articles: Vec<Object>,
    pub sections: Vec<Object>,
    /// Of articles, as they lie beside them; an article may also have its own.
    pub translations: Vec<Object>,
}

/// An id as text: both programs number their articles.
fn id_of(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        _ => None,
    }
}

fn text<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    map.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// The language of a locale: `kk`, `en-us`, `bn_BD`.
fn language_of(locale: &str) -> Option<Language> {
    Language::of_code(&locale.split(['-', '_']).next()?.to_ascii_lowercase())
}

/// One text of an article, on its way into the drafts.
struct Article<'a> {
    key: Key,
    file: &'a str,
    line: usize,
    map: &'a Map<String, Value>,
}

impl Article<'_> {
    fn at(&self, name: &str) -> Spot {
        Spot::new(self.file, Place::line(self.line).column(name))
    }

    /// Title and answer, which stands in the field of that name; `drafts` hears what is missing and what cannot be kept.
    fn take(&self, locale: Option<&str>, body: &str, is_html: bool, drafts: &mut Drafts) -> bool {
        let whole = Spot::new(self.file, Place::line(self.line));
        let title = text(self.map, "title").unwrap_or_default();
        let Some(locale) = locale else {
            drafts.error(&whole, words!("faq-check-article-locale", "the article \"{text}\" tells no locale", text = title));
            return false;
        };
        let Some(language) = language_of(locale) else {
            drafts.warning(
                &self.at("locale"),
                words!(
                    "faq-check-article-foreign",
                    "passed over: \"{text}\" is in {locale}, which is no language that is known here",
                    text = title,
                    locale = locale
                ),
            );
            return false;
        };
        if title.is_empty() {
            drafts.error(&self.at("title"), words!("faq-check-article-title", "an article without a title"));
            return false;
        }
        let Some(content) = text(self.map, body) else {
            drafts.warning(
                &self.at(body),
                words!("faq-check-article-empty", "passed over: \"{text}\" has no text ({language})", text = title, language = language),
            );
            return false;
        };
        let answer = if is_html {
            let (answer, lost) = markdown::of_html(content);
            for what in lost {
                drafts.warning(&self.at(body), format!("{what} (\"{title}\", {language})"));
            }
            answer
        } else {
            content.replace("\r\n", "\n")
        };
        drafts.text(&self.key, Field::Title, language, title, &self.at("title"));
        drafts.text(&self.key, Field::Answer, language, answer.trim(), &self.at(body));
        true
    }
}

/// Whether it is not shown to anybody there; said as a warning then.
fn is_hidden(article: &Article<'_>, drafts: &mut Drafts) -> bool {
    let status = article.map.get("status").and_then(Value::as_str);
    let draft = article.map.get("draft").and_then(Value::as_bool) == Some(true);
    let status = if draft { "draft" } else { status.unwrap_or("published") };
    if status != "published" {
        let title = text(article.map, "title").unwrap_or_default();
        drafts.warning(
            &article.at("status"),
            words!("faq-check-article-hidden", "passed over: \"{text}\" is not published there ({status})", text = title, status = status),
        );
    }
    status != "published"
}

/// Articles of Chatwoot's help centre.
pub(super) fn chatwoot(file: &str, articles: &[Object], drafts: &mut Drafts) {
    // A translation may name the first article, or the first its translations.
    let mut roots: HashMap<String, String> = HashMap::new();
    for object in articles {
        let Some(id) = id_of(object.map.get("id")) else { continue };
        if let Some(root) = id_of(object.map.get("associated_article_id")) {
            roots.insert(id, root);
        } else if let Some(others) = object.map.get("associated_articles").and_then(Value::as_array) {
            let others = others.iter().filter_map(|other| id_of(other.get("id"))).filter(|other| *other != id);
            roots.extend(others.map(|other| (other, id.clone())));
        }
    }
    for object in articles {
        let id = id_of(object.map.get("id")).unwrap_or_else(|| format!("{file}:{}", object.line));
        let key = Key::Source(format!("chatwoot:{}", roots.get(&id).unwrap_or(&id)));
        let article = Article { key, file, line: object.line, map: &object.map };
        if is_hidden(&article, drafts) {
            continue;
        }
        let category = object.map.get("category").and_then(Value::as_object);
        let locale = text(&object.map, "locale").or_else(|| category.and_then(|category| text(category, "locale")));
        if article.take(locale, "content", false, drafts)
            && let Some(name) = category.and_then(|category| text(category, "slug").or_else(|| text(category, "name")))
        {
            // Each language has its own name for a category; that of the first article counts.
            drafts.first_category(&article.key, name, &article.at("category"));
        }
    }
}

/// Articles of Zendesk's help centre.
pub(super) fn zendesk(file: &str, page: &ZendeskPage, drafts: &mut Drafts) {
    let name = |object: &Object| Some((id_of(object.map.get("id"))?, text(&object.map, "name")?.to_owned()));
    let sections: HashMap<String, String> = page.sections.iter().filter_map(name).collect();
    let key = |id: &str| Key::Source(format!("zendesk:{id}"));
    for object in &page.articles {
        let id = id_of(object.map.get("id")).unwrap_or_else(|| format!("{file}:{}", object.line));
        let article = Article { key: key(&id), file, line: object.line, map: &object.map };
        let mut taken = !is_hidden(&article, drafts) && article.take(text(&object.map, "locale"), "body", true, drafts);
        let locale = text(&object.map, "locale");
        for translation in object.map.get("translations").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object) {
            // The article itself is among its translations.
            if text(translation, "locale") != locale {
                let translation = Article { key: key(&id), file, line: object.line, map: translation };
                taken |= !is_hidden(&translation, drafts) && translation.take(text(translation.map, "locale"), "body", true, drafts);
            }
        }
        if taken {
            about(&article, &sections, drafts);
        }
    }
    for object in &page.translations {
        let Some(id) = id_of(object.map.get("source_id")) else { continue };
        let original = page.articles.iter().find(|article| id_of(article.map.get("id")).as_deref() == Some(&id));
        if original.is_some_and(|article| text(&article.map, "locale") == text(&object.map, "locale")) {
            continue;
        }
        let translation = Article { key: key(&id), file, line: object.line, map: &object.map };
        if !is_hidden(&translation, drafts) {
            translation.take(text(&object.map, "locale"), "body", true, drafts);
        }
    }
}

/// Section and labels.
fn about(article: &Article<'_>, sections: &HashMap<String, String>, drafts: &mut Drafts) {
    if let Some(section) = id_of(article.map.get("section_id")).and_then(|id| sections.get(&id)) {
        drafts.first_category(&article.key, section, &article.at("section_id"));
    }
    let labels = article.map.get("label_names").and_then(Value::as_array).into_iter().flatten();
    let labels: Vec<String> =
        labels.filter_map(|label| Some(label.as_str()?.trim().to_owned())).filter(|label| !label.is_empty()).collect();
    if !labels.is_empty() {
        drafts.first_tags(&article.key, labels, &article.at("label_names"));
    }
}
