//! What editors set of the house: phones, hours, holidays, and the first words of the chat. A file beside the entries (`settings.toml`), so that it has
//! revisions and takes effect as they do.

use super::content::{ContentSave, SavedContent};
use super::draft::{Fault, FaultKind};
use super::{Refused, Studio, may_edit};
use crate::access::User;
use crate::config::Config;
use crate::config::content::{COMPANY, Content, FILE, From, MARKET, Texts};
use crate::faq::Problem;
use crate::faq::problem::words;
use crate::language::Language;
use std::collections::BTreeMap;

/// One key as it holds now.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Such as `company.name` or `markets.bd.hours`.
    pub key: String,
    /// What holds; none: nothing is set, and what is common holds.
    pub value: Option<toml::Value>,
    pub from: From,
}

/// All that editors may set, and what of it they did.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The file's revision; 0 when it never was.
    pub revision: u32,
    pub items: Vec<Setting>,
    /// By language, with the program's own greeting where none is set.
    pub texts: BTreeMap<Language, Texts>,
    pub markets: Vec<String>,
}

/// What editors set, whole.
#[derive(Debug, Clone, Default)]
pub struct SettingsSave {
    /// The revision that it was made on; none where there is no file yet.
    pub on: Option<u32>,
    /// By key; what is not there is not set.
    pub values: BTreeMap<String, toml::Value>,
    pub texts: BTreeMap<Language, Texts>,
    pub note: Option<String>,
}

impl Studio {
    /// What holds now.
    pub async fn settings(&self, by: &User) -> Result<Settings, Refused> {
        may_edit(by)?;
        let stored = self.store.file_revision(FILE, None).await?;
        let revision = stored.as_ref().map_or(0, |stored| stored.revision);
        let content = stored.and_then(|stored| Content::read(&stored.body?).ok()).unwrap_or_default();
        let config = self.live_faq.config();
        let effective = config.with_content(&content).unwrap_or_else(|_| config.clone());
        let texts = self.languages().into_iter().map(|language| {
            let texts = content.texts.get(language.code()).cloned().unwrap_or_default();
            (language, texts)
        });
        let (items, markets) = (items(config, &effective, &content), effective.markets.keys().cloned().collect());
        Ok(Settings { revision, items, texts: texts.collect(), markets })
    }

    /// Sets all that editors set: it holds from then on, without a restart.
    pub async fn save_settings(&self, by: &User, save: SettingsSave) -> Result<Settings, Refused> {
        may_edit(by)?;
        let SettingsSave { on, values, texts, note } = save;
        let mut content = Content::default();
        for (key, value) in values {
            let path: Vec<&str> = key.split('.').collect();
            let table = match path.as_slice() {
                ["company", _] => &mut content.company,
                ["support", _] => &mut content.support,
                ["markets", name, _] => content.markets.entry((*name).to_owned()).or_default(),
                _ => return Err(Refused::Invalid(vec![Fault::of_entry("values", FaultKind::Unknown(key))])),
            };
            table.insert(path.last().copied().unwrap_or_default().to_owned(), value);
        }
        let said = texts.into_iter().filter(|(_, texts)| *texts != Texts::default());
        content.texts = said.map(|(language, texts)| (language.code().to_owned(), texts)).collect();
        let text = content.write();
        // The file's own check says what a person can mend.
        if let Err((line, what)) = Content::read(&text) {
            return Err(Refused::Broken(vec![Problem::error(FILE, line, words!("faq-check-setting", "{what}", what = what))]));
        }
        self.live_faq
            .config()
            .with_content(&content)
            .map_err(|error| Refused::Broken(vec![Problem::error(FILE, 1, words!("faq-check-setting", "{what}", what = error))]))?;
        let save = ContentSave { path: FILE.to_owned(), on, text, note, publish: true, reason: None, dry_run: false };
        let SavedContent { .. } = self.save_content(by, save).await?;
        self.settings(by).await
    }

    /// Whether editors ever set anything.
    pub async fn has_settings(&self, by: &User) -> Result<bool, Refused> {
        self.is_content(by, FILE).await
    }
}

fn items(config: &Config, effective: &Config, content: &Content) -> Vec<Setting> {
    let company = COMPANY.iter().map(|key| Setting {
        key: format!("company.{key}"),
        value: effective.company.value(key),
        from: config.set_by(content, &["company", key]),
    });
    let common = Setting {
        key: "support.hours".to_owned(),
        value: toml::Value::try_from(&effective.support.hours).ok(),
        from: config.set_by(content, &["support", "hours"]),
    };
    let markets = effective.markets.iter().flat_map(|(name, market)| {
        let said = toml::Table::try_from(market).unwrap_or_default();
        MARKET.iter().map(move |key| Setting {
            key: format!("markets.{name}.{key}"),
            value: said.get(*key).cloned(),
            from: config.set_by(content, &["markets", name, key]),
        })
    });
    company.chain([common]).chain(markets.collect::<Vec<_>>()).collect()
}
