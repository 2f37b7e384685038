//! Forms of the bot as fields of the page. All of them belong to the page's one form: whatever is pressed, nothing typed is lost.

use super::{Page, escaped, lines};
use crate::chat::event::form::{FieldOption, Form, FormField};
use crate::http::inline::ACCEPTED;
use crate::i18n::Args;
use crate::i18n::format::number;
use std::fmt::Write as _;

/// The control that a field of a form is typed into.
pub fn control(seq: u64, name: &str) -> String {
    format!("f.{seq}.{name}")
}

impl Page<'_> {
    /// A form with its fields, what was typed, and what is wrong with it. `seq`: the event's, in the owner's numbering.
    pub(super) fn sheet(&self, seq: u64, form: &Form) -> String {
        let is_wrong = self.wrong.as_ref().filter(|(wrong, _)| *wrong == seq);
        let mut sheet = format!(
            "<h2>{}</h2>{}<input type=\"hidden\" form=\"chat\" name=\"n.{seq}\" value=\"{}\">",
            escaped(&form.title),
            form.intro.as_deref().map(|intro| format!("<p class=\"hint\">{}</p>", escaped(intro))).unwrap_or_default(),
            escaped(&form.form),
        );
        if is_wrong.is_some() {
            let _ = write!(sheet, "<p class=\"wrong\" role=\"alert\">{}</p>", self.word("chat-form-faults"));
        }
        let faults = is_wrong.map(|(_, faults)| faults);
        let first = form.fields.iter().find(|field| faults.is_some_and(|faults| faults.contains_key(&field.name)));
        for field in &form.fields {
            let fault = faults.and_then(|faults| faults.get(&field.name)).map(String::as_str);
            let is_first = first.is_some_and(|first| first.name == field.name);
            sheet += &self.field(seq, form, field, (fault, is_first));
        }
        let _ = write!(
            sheet,
            "<p class=\"buttons\"><button form=\"chat\" name=\"do\" value=\"submit {seq}\" class=\"primary\">{}</button></p>",
            escaped(&form.submit)
        );
        sheet
    }

    /// One field. `fault`: what is wrong with it, and whether it is the first that is wrong.
    fn field(&self, seq: u64, form: &Form, field: &FormField, (fault, is_first): (Option<&str>, bool)) -> String {
        let (name, id) = (escaped(&control(seq, &field.name)), format!("f-{seq}-{}", escaped(&field.name)));
        // What stood on the page before was typed, or emptied; else what is known of the owner.
        let was_shown = self.sent.text(&format!("n.{seq}")) == form.form;
        let known = field.value.as_deref().unwrap_or_default();
        let value = if was_shown { self.sent.text(&control(seq, &field.name)) } else { known };
        let help = self.help(field);
        let described = [(help.is_some(), "help"), (fault.is_some(), "fault")].into_iter().filter(|(is_there, _)| *is_there);
        let described: Vec<String> = described.map(|(_, part)| format!("{id}-{part}")).collect();
        let mut attributes = format!("id=\"{id}\" name=\"{name}\" form=\"chat\" aria-required=\"{}\"", field.required);
        if !described.is_empty() {
            let _ = write!(attributes, " aria-describedby=\"{}\"", described.join(" "));
        }
        if fault.is_some() {
            attributes += " aria-invalid=\"true\"";
        }
        if is_first {
            attributes += " autofocus";
        }
        let optional =
            if field.required { String::new() } else { format!(" <span class=\"hint\">({})</span>", self.word("chat-form-optional")) };
        let label = escaped(&field.label);
        let mut shown = match field.kind.as_str() {
            "consent" => {
                let checked = if value == "true" { " checked" } else { "" };
                format!(
                    "<p class=\"consent\"><input type=\"checkbox\" value=\"true\" {attributes}{checked}><label for=\"{id}\">{label}</label></p>"
                )
            }
            "photo" => format!(
                "<label for=\"{id}\">{label}{optional}</label><input type=\"file\" multiple accept=\"{ACCEPTED}\" {attributes}>{}",
                self.not_taken(&control(seq, &field.name)) + &self.kept(&control(seq, &field.name))
            ),
            _ => format!("<label for=\"{id}\">{label}{optional}</label>{}", self.input(form, field, value, &attributes)),
        };
        if let Some(help) = help {
            let _ = write!(shown, "<p class=\"hint\" id=\"{id}-help\">{help}</p>");
        }
        if let Some(fault) = fault {
            let _ = write!(shown, "<p class=\"wrong\" id=\"{id}-fault\">{}</p>", escaped(fault));
        }
        shown
    }

    fn help(&self, field: &FormField) -> Option<String> {
        let example = (field.kind == "date").then(|| {
            let digits = |value: u32, width: usize| {
                let zeros = width.saturating_sub(value.to_string().len());
                number(self.caller.language, 0).repeat(zeros) + &number(self.caller.language, value)
            };
            let year: String = [2_u32, 0, 2, 6].iter().map(|digit| number(self.caller.language, *digit)).collect();
            let example = format!("{}.{}.{year}", digits(24, 2), digits(11, 2));
            self.say("chat-form-date", &Args::new().with("example", example))
        });
        let parts: Vec<String> = field.help.as_deref().map(escaped).into_iter().chain(example).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// The control of a field that is typed or chosen.
    fn input(&self, form: &Form, field: &FormField, value: &str, attributes: &str) -> String {
        let typed = escaped(value);
        let max = field.max.map(|max| format!(" maxlength=\"{max}\"")).unwrap_or_default();
        match field.kind.as_str() {
            "long" => format!("<textarea rows=\"4\"{max} {attributes}>{typed}</textarea>"),
            "choice" | "centre" | "slot" => {
                format!(
                    "<select {attributes}><option value=\"\">{}</option>{}</select>",
                    self.word("chat-form-choose"),
                    options(form, field, value)
                )
            }
            kind => {
                let how = match kind {
                    "vin" | "code" => " autocapitalize=\"characters\" spellcheck=\"false\" autocomplete=\"off\"",
                    "km" | "date" => " inputmode=\"numeric\" autocomplete=\"off\"",
                    "phone" => " type=\"tel\" autocomplete=\"tel\"",
                    "email" => " type=\"email\" autocomplete=\"email\"",
                    _ => " autocomplete=\"off\"",
                };
                format!("<input{how}{max} value=\"{typed}\" {attributes}>")
            }
        }
    }

    /// Files that came with a control and wait to be sent: each may be taken back.
    pub(super) fn kept(&self, control: &str) -> String {
        let mut shown = String::new();
        for (_, file) in self.kept.iter().filter(|(known, _)| known == control) {
            let (id, name) = (file.id, escaped(&file.name));
            let _ = write!(
                shown,
                "<li><input type=\"hidden\" form=\"chat\" name=\"k.{}\" value=\"{id}\"><bdi>{name}</bdi> <span class=\"drop\">\
                 <input type=\"checkbox\" form=\"chat\" id=\"x-{id}\" name=\"x\" value=\"{id}\"><label for=\"x-{id}\">{}</label></span></li>",
                escaped(control),
                self.word("chat-plain-drop"),
            );
        }
        if shown.is_empty() {
            shown
        } else {
            format!("<p class=\"hint\">{}</p><ul class=\"kept\">{shown}</ul>", self.word("chat-plain-kept"))
        }
    }

    /// Why files of a control were not taken.
    pub(super) fn not_taken(&self, control: &str) -> String {
        let mut shown = String::new();
        for refused in self.sent.refused.iter().filter(|refused| refused.control == control) {
            let name: String = refused.name.chars().take(super::MAX_NAME).collect();
            let words = self.web.app.catalog.refusal(self.caller.language, &refused.error);
            let _ = write!(shown, "<p class=\"wrong\" role=\"alert\"><bdi>{}</bdi>: {}</p>", escaped(&name), lines(&words));
        }
        shown
    }
}

/// What may be chosen: in groups where it depends on another field, as free times depend on the centre, each once.
fn options(form: &Form, field: &FormField, value: &str) -> String {
    let one = |option: &FieldOption| {
        let selected = if option.value == value { " selected" } else { "" };
        format!("<option value=\"{}\"{selected}>{}</option>", escaped(&option.value), escaped(&option.label))
    };
    let Some(depends) = &field.depends else { return field.options.iter().map(one).collect() };
    let above = form.fields.iter().find(|field| field.name == *depends);
    let mut groups = String::new();
    for group in above.into_iter().flat_map(|field| &field.options) {
        let mut own: Vec<&FieldOption> = field.options.iter().filter(|option| option.of.as_ref() == Some(&group.value)).collect();
        own.sort_by(|a, b| a.value.cmp(&b.value));
        own.dedup_by(|a, b| a.value == b.value);
        if !own.is_empty() {
            let own: String = own.into_iter().map(one).collect();
            let _ = write!(groups, "<optgroup label=\"{}\">{own}</optgroup>", escaped(&group.label));
        }
    }
    groups
}
