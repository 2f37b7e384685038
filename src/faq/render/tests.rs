//! What answers become, by table; against the renderer of earlier versions; and under hostile Markdown.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::json;

use super::tree::Node;
use super::*;
use crate::faq::attached;

fn values() -> BTreeMap<String, String> {
    BTreeMap::from([("phone".to_owned(), "+880 *1* <b>".to_owned())])
}

/// What a placeholder of a phone number becomes, and that plain text stays as it was.
#[test]
fn a_phone_number_can_be_called() {
    let values = BTreeMap::from([
        ("roadside", "+880 9600 112-244"),
        ("emergency", "112"),
        ("hours", "9:00–18:00"),
        ("code", "P0112"),
        ("two", "1 or 2"),
    ]);
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let link = |address: &str, shown: &str| format!("<a href=\"{address}\" rel=\"noopener noreferrer nofollow\">{shown}</a>");
    let roadside = link("tel:+8809600112244", "+880 9600 112-244");
    let emergency = link("tel:112", "112");
    for (markdown, html, text) in [
        ("Call {roadside}.", format!("<p>Call {roadside}.</p>\n"), "Call +880 9600 112-244."),
        ("**{emergency}** {roadside}", format!("<p><strong>{emergency}</strong> {roadside}</p>\n"), "112 +880 9600 112-244"),
        ("- {emergency}\n- 112 km", format!("<ul>\n<li>{emergency}</li>\n<li>112 km</li>\n</ul>\n"), "- 112\n- 112 km"),
        ("{hours} {code} {two}", "<p>9:00–18:00 P0112 1 or 2</p>\n".to_owned(), "9:00–18:00 P0112 1 or 2"),
        ("[call {emergency}](https://x.y/)", format!("<p>{}</p>\n", link("https://x.y/", "call 112")), "call 112 (https://x.y/)"),
        ("[us](tel:{emergency})", format!("<p>{}</p>\n", link("tel:112", "us")), "us (tel:112)"),
        ("`{emergency}`", "<p><code>112</code></p>\n".to_owned(), "112"),
        ("\u{fdd0}5\u{fdd1} {emergency}", format!("<p>5 {emergency}</p>\n"), "5 112"),
    ] {
        let rendered = render(markdown, &values);
        assert_eq!((rendered.html.as_str(), rendered.text.as_str()), (html.as_str(), text), "{markdown}");
        let nodes = nodes(&rendered.html, &rendered.text).to_string();
        assert!(!nodes.contains('\u{fdd0}') && !nodes.contains('\u{fdd1}'), "{nodes}");
    }
}

#[test]
fn answers_become_html_and_text() {
    for (markdown, html, text) in [
        ("Call {phone}.", "<p>Call +880 *1* &lt;b&gt;.</p>\n", "Call +880 *1* <b>."),
        ("a {nobody} b", "<p>a {nobody} b</p>\n", "a {nobody} b"),
        ("**x**\ny", "<p><strong>x</strong><br>\ny</p>\n", "x\ny"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n", "- a\n- b"),
        ("3. a\n4. b\n\nc", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n<p>c</p>\n", "3. a\n4. b\n\nc"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;", "<script>x</script>"),
        ("[l](javascript:x)", "<p><a rel=\"noopener noreferrer nofollow\">l</a></p>\n", "l"),
        ("[l](https://a.b/c)", "<p><a href=\"https://a.b/c\" rel=\"noopener noreferrer nofollow\">l</a></p>\n", "l (https://a.b/c)"),
        ("![i](https://a.b/c.png)", "<p>i</p>\n", "i"),
        ("![a \"k\"](file:key-1.png)", "<p><img src=\"/files/key-1.png\" alt=\"a &quot;k&quot;\"></p>\n", "a \"k\""),
        ("[m](file:m.pdf)", "<p><a href=\"/files/m.pdf\" rel=\"noopener noreferrer nofollow\">m</a></p>\n", "m"),
        ("a<br>b<BR />c", "<p>a<br>\nb<br>\nc</p>\n", "a\nb\nc"),
        ("<br>", "<br>\n", ""),
        (" <br>\n", "<br>\n", ""),
        ("<iframe src=x></iframe>", "&lt;iframe src=x&gt;&lt;/iframe&gt;", "<iframe src=x></iframe>"),
    ] {
        let rendered = render(markdown, &values());
        assert_eq!((rendered.html.as_str(), rendered.text.as_str()), (html, text), "{markdown}");
    }
}

#[test]
fn placeholders_are_found() {
    assert_eq!(placeholders_of("{a} {B} {} {a_1}} {x y} {{z}"), ["a", "a_1", "z"]);
}

/// The nodes of Markdown, as JSON.
fn nodes_of(markdown: &str) -> Value {
    let rendered = render(markdown, &BTreeMap::new());
    nodes(&rendered.html, &rendered.text)
}

#[test]
fn answers_become_nodes() {
    for (markdown, expect) in [
        ("**x** _y_\n`z`", json!([["p", ["strong", "x"], " ", ["em", "y"], ["br"], ["code", "z"]]])),
        ("3. a\n4. b", json!([["ol", { "start": 3 }, ["li", "a"], ["li", "b"]]])),
        ("0. a", json!([["ol", { "start": 0 }, ["li", "a"]]])),
        ("1. a\n   - b\n     - c\n2. d", json!([["ol", ["li", "a", ["ul", ["li", "b", ["ul", ["li", "c"]]]]], ["li", "d"]]])),
        ("- a\n\n- b", json!([["ul", ["li", ["p", "a"]], ["li", ["p", "b"]]]])),
        ("~~old~~ new", json!([["p", ["del", "old"], " new"]])),
        (
            "| Code | Meaning |\n|---|:-:|\n| P0A80 | Replace **pack** |\n| E\\|3 | |",
            json!([[
                "table",
                ["thead", ["tr", ["th", "Code"], ["th", "Meaning"]]],
                ["tbody", ["tr", ["td", "P0A80"], ["td", "Replace ", ["strong", "pack"]]], ["tr", ["td", "E|3"], ["td"]]]
            ]]),
        ),
        ("# a\n\n###### b", json!([["h1", "a"], ["h6", "b"]])),
        ("> a\n>\n> - b", json!([["blockquote", ["p", "a"], ["ul", ["li", "b"]]]])),
        ("```c\nif (a < b) {\n\n  x();\n}\n```", json!([["pre", ["code", "if (a < b) {\n\n  x();\n}\n"]]])),
        ("a\n\n---\n\nb", json!([["p", "a"], ["hr"], ["p", "b"]])),
        ("![A **red** lamp](https://a.b/c.png)", json!([["p", "A ", ["strong", "red"], " lamp"]])),
        (
            "![A **red** ![k](x.png) `lamp`](file:lamp.webp) b",
            json!([["p", ["img", { "src": "/files/lamp.webp", "alt": "A red k lamp" }], " b"]]),
        ),
        ("![](file:lamp.png)", json!([["p", ["img", { "src": "/files/lamp.png", "alt": "" }]]])),
        (
            "[![Map](file:m.png)](https://a.b/)",
            json!([["p", ["a", { "href": "https://a.b/" }, ["img", { "src": "/files/m.png", "alt": "Map" }]]]]),
        ),
        // A manual is no picture, and what is no name of ours leads nowhere.
        ("![m](file:m.pdf) [n](file:../n.pdf) [o](/files/o.svg)", json!([["p", "m ", ["a", "n"], " ", ["a", "o"]]])),
        ("[![Map](m.png)](https://a.b/)", json!([["p", ["a", { "href": "https://a.b/" }, "Map"]]])),
        (
            "<c@a.b> <tel:+88016>",
            json!([["p", ["a", { "href": "mailto:c@a.b" }, "c@a.b"], " ", ["a", { "href": "tel:+88016" }, "tel:+88016"]]]),
        ),
        ("[খ](https://a.b/খ?x=1&y='2')", json!([["p", ["a", { "href": "https://a.b/%E0%A6%96?x=1&y='2'" }, "খ"]]])),
        ("[a](https://b/ \"c 'd' <e>\")", json!([["p", ["a", { "href": "https://b/", "title": "c 'd' <e>" }, "a"]]])),
        ("[l](/relative) [m](https://good.example@evil.example/)", json!([["p", ["a", "l"], " ", ["a", "m"]]])),
        ("<div>\nx\n</div>\n\ny", json!(["<div>\nx\n</div>", ["p", "y"]])),
        ("", json!([])),
    ] {
        assert_eq!(nodes_of(markdown), expect, "{markdown}");
    }
}

#[test]
fn answers_that_the_log_holds_already_show_whole() {
    for (html, text, expect) in [
        ("<p>a <b>b</b> &amp; c&nbsp;d</p>\n", "", json!([["p", "a b & c\u{a0}d"]])),
        ("<p></p>\n", "A lamp\n\nand more", json!([["p", "A lamp"], ["p", "and more"]])),
        ("<p>a<br>\nb</p>\n<ul>\n<li>c</li>\n</ul>\n", "", json!([["p", "a", ["br"], "b"], ["ul", ["li", "c"]]])),
        ("<ul>\n<li>\n<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>\n", "", json!([["ul", ["li", ["p", "a"], ["ul", ["li", "b"]]]]])),
        ("<a href=\"https://a.b/?c=1&amp;d=&quot;\" rel=\"x\">l</a>", "", json!([["a", { "href": "https://a.b/?c=1&d=%22" }, "l"]])),
        ("<a href=\"javascript:x\" onclick=\"y\">l</a><img src=x><script>z</script>", "", json!([["a", "l"], "z"])),
        (
            "<img src=\"/files/a.png\" alt=\"x\" onerror=\"y\"><img src=\"//b/files/a.png\" alt=\"z\">",
            "",
            json!([["img", { "src": "/files/a.png", "alt": "x" }], "z"]),
        ),
        ("<p>1 < 2 && 3 > 2 <", "", json!([["p", "1 < 2 && 3 > 2 <"]])),
        ("</p></li>x<ol start=\"x\"><li>", "", json!(["x", ["ol", ["li"]]])),
        // A property test found this one: nothing in it is text.
        ("<li>\n\n<ol start=\"3\">", "", json!([])),
        ("", "", json!([])),
    ] {
        assert_eq!(nodes(html, text), expect, "{html}");
    }
}

#[test]
fn what_is_too_deep_is_kept_flat() {
    for markdown in ["> ".repeat(500) + "end", "- ".repeat(500) + "end", "*a ".repeat(500) + &"end*".repeat(500)] {
        let events = events_of(&markdown);
        let tree = tree::from_markdown(&events);
        assert!(depth(&tree) <= tree::MAX_DEPTH, "{} of {markdown:.20}", depth(&tree));
        assert!(tree::text_of(&tree).contains("end"));
        assert_eq!(html::read(&html::write(&tree)), tree);
    }
}

fn depth(nodes: &[Node]) -> usize {
    nodes.iter().map(|node| if let Node::Element(element) = node { 1 + depth(&element.children) } else { 0 }).max().unwrap_or(0)
}

/// The list of the page is the list of the server.
#[test]
fn the_page_builds_what_the_server_sends() {
    let script = include_str!("../../web/assets/shared/nodes.js");
    let list = script.split_once("new Set([").and_then(|(_, rest)| rest.split_once("])")).map(|(list, _)| list).expect("the list");
    let mut known: Vec<&str> = list.split(',').map(|name| name.trim().trim_matches('\'')).filter(|name| !name.is_empty()).collect();
    let mut sent: Vec<&str> = tree::Tag::ALL.iter().map(|(_, name)| *name).collect();
    known.sort_unstable();
    sent.sort_unstable();
    assert_eq!(known, sent);
    for (tag, name) in tree::Tag::ALL {
        assert_eq!((tag.name(), tree::Tag::named(name)), (name, Some(tag)));
    }
}

/// Nothing but listed elements, a link's `href` of four schemes or to a file of ours, pictures of ours, and a list's `start`.
fn assert_safe(nodes: &Value, markdown: &str) {
    let Value::Array(nodes) = nodes else { panic!("{markdown} gave {nodes}") };
    for node in nodes {
        let Value::Array(parts) = node else {
            assert!(node.is_string(), "{markdown} gave {node}");
            continue;
        };
        let name = parts.first().and_then(Value::as_str).unwrap_or_default();
        assert!(tree::Tag::named(name).is_some(), "{markdown} gave {node}");
        let attributes = parts.get(1).and_then(Value::as_object);
        for (key, value) in attributes.into_iter().flatten() {
            match (name, key.as_str()) {
                ("a", "href") | ("img", "src")
                    if value.as_str().is_some_and(|address| attached::address(address).as_deref() == Some(address)) => {}
                ("img", "alt") => assert!(value.is_string(), "{markdown} gave {node}"),
                ("a", "href") => {
                    let scheme = value.as_str().and_then(|address| address.split_once(':')).map(|(scheme, _)| scheme.to_ascii_lowercase());
                    assert!(scheme.is_some_and(|scheme| ["http", "https", "mailto", "tel"].contains(&&*scheme)), "{markdown} gave {node}");
                }
                ("a", "title") => assert!(value.is_string(), "{markdown} gave {node}"),
                ("ol", "start") => assert!(value.is_u64(), "{markdown} gave {node}"),
                _ => panic!("{markdown} gave {node}"),
            }
        }
        let rest = parts[if attributes.is_some() { 2 } else { 1 }..].to_vec();
        assert_safe(&Value::Array(rest), markdown);
    }
}

/// Every tag in the HTML is one of the list, with the attributes of the list.
fn assert_safe_html(html: &str, markdown: &str) {
    for tag in html.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap_or_else(|| panic!("{markdown} gave {html}"));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(tree::Tag::named(name.trim_start_matches('/')).is_some(), "{markdown} gave {html}");
        let known = match name {
            "a" => attributes.ends_with("rel=\"noopener noreferrer nofollow\"") && attributes.matches('"').count() <= 6,
            "img" => attributes.starts_with("src=\"/files/") && attributes.matches('"').count() == 4 && attributes.ends_with('"'),
            "ol" => attributes.is_empty() || attributes.starts_with("start=\""),
            _ => attributes.is_empty(),
        };
        assert!(known && !attributes.to_ascii_lowercase().contains("href=\"javascript:"), "{markdown} gave {html}");
    }
}

/// What is put in, and where.
const PAYLOADS: [&str; 36] = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><a xlink:href=\"javascript:alert(1)\">x</a></svg>",
    "<math><mtext><b>x</b></mtext></math>",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<object data=\"javascript:alert(1)\">",
    "<base href=\"https://evil.example/\">",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<form action=//evil.example><button formaction=javascript:alert(1)>",
    "<p onclick=alert(1) style=\"position:fixed\">x</p>",
    "<a href=\"javascript:alert(1)\" target=_top>x</a>",
    "<br onmouseover=alert(1)>",
    "<br/ onclick=alert(1)/>",
    "<!-- x --><img src=x onerror=alert(1)>",
    "<?xml version=\"1.0\"?><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<plaintext>",
    "</p></li></ul></table><script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&colon;alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x \"javascript:y\")",
    "[x](https://a.example/\" onclick=alert(1) x=\")",
    "[x](https://a.example/%22%3E%3Cscript%3E)",
    "[x](https://good.example@evil.example/)",
    "[x](//evil.example/)",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
];
const PLACES: [&str; 18] = [
    "{}",
    "a {} b",
    "**{}**",
    "~~{}~~",
    "- {}",
    "3. {}\n4. {}",
    "> {}",
    "# {}",
    "| a | {} |\n|---|---|\n| {} | b |",
    "`{}`",
    "```\n{}\n```",
    "    {}",
    "[{}](https://a.example/)",
    "![{}](https://a.example/x.png)",
    "![{}](file:x.png)",
    "![x](file:{})",
    "[x](file:{}.png)",
    "[x][y]\n\n[y]: {}",
];

#[test]
fn hostile_markdown_yields_nothing_outside_the_list() {
    let mut count = 0;
    for payload in PAYLOADS {
        for place in PLACES {
            let markdown = place.replace("{}", payload);
            let rendered = render(&markdown, &BTreeMap::new());
            assert_safe(&nodes(&rendered.html, &rendered.text), &markdown);
            assert_safe_html(&rendered.html, &markdown);
            // The payload itself may lie in the log.
            assert_safe(&nodes(&place.replace("{}", payload), payload), &markdown);
            count += 1;
        }
    }
    assert!(count >= 500, "{count}");
}

/// What earlier versions rendered with.
fn rendered_before(markdown: &str) -> String {
    let mut raw = String::new();
    pulldown_cmark::html::push_html(&mut raw, events_of(markdown).into_iter());
    SANITIZER.clean(&raw).to_string()
}

static SANITIZER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(HashSet::from([
            "p",
            "br",
            "strong",
            "em",
            "del",
            "ul",
            "ol",
            "li",
            "a",
            "code",
            "pre",
            "blockquote",
            "hr",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
        ]))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"));
    builder
});

#[test]
fn html_is_what_it_was() {
    for markdown in [
        "# T\n\nA **b** _c_ ~~d~~ `e <f>` & \"g\" 'h'\u{a0}i\n\n1. x\n2. y\n\n   z\n\n- k\n  - l\n    1. m\n- n\n\n> q\n> r\n\n---\n\n```rs\nfn\n```",
        "| a | b |\n|:-|-:|\n| **c** | [d](https://e.f/g?h=1&i='j') |\n| k |\n\nl",
        "[a](b) [c](https://d/ \"t\") <e@f.g> <https://h.i/খ> [j](tel:+1)",
        "<div>\nx\n</div>\n\ny <b>z</b>\n\n<!-- c\n\nd -->\ne",
        "- <div>\n- | a |\n  |---|\n  | b |\n- > c\n  d",
        "[<https://x.y>](3) [a **b <https://x.y> c** d](https://e.f) g",
    ] {
        assert_eq!(render(markdown, &BTreeMap::new()).html, rendered_before(markdown), "{markdown}");
    }
}

/// Pieces from which Markdown of every kind is made.
fn markdown() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        4 => "[a-cখ ]{1,4}",
        2 => Just("\n".to_owned()),
        1 => Just("\n\n".to_owned()),
        3 => prop::sample::select(vec![
            "- ", "* ", "1. ", "3) ", "  ", "    ", "> ", "# ", "### ", "**", "*", "_", "~~", "`", "```\n", "---\n", "| a | b |\n|---|:-:|\n",
            "| ", " |\n", "[", "](", ")", "https://x.y/z?a=1&b=2", "<https://x.y>", "javascript:a", "tel:1", "<b>", "</div>", "<div>\n", "<br>",
            "<!--", "-->", "&amp;", "&nbsp;", "&", "<", ">", "\"", "'", "\\", "\t", "\u{a0}", "\r\n", "{phone}",
        ]).prop_map(str::to_owned),
    ];
    prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
}

fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn any_markdown_is_one_tree_in_all_forms(markdown in markdown()) {
        let events = events_of(&markdown);
        let tree = tree::from_markdown(&events);
        let html = html::write(&tree);
        prop_assert_eq!(html::read(&html), tree.clone(), "{}", html);
        assert_safe(&tree::to_json(&tree), &markdown);
        assert_safe_html(&html, &markdown);
        // What a reader of the HTML reads is what a reader of the nodes reads.
        let mut words = String::new();
        for (index, part) in html.split('<').enumerate() {
            words.push_str(if index == 0 { part } else { part.split_once('>').map_or("", |(_, text)| text) });
        }
        let words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\u{a0}").replace("&amp;", "&");
        prop_assert_eq!(without_space(&words), without_space(&tree::text_of(&tree)));
        let before = rendered_before(&markdown);
        // Where HTML is shown as text, white space around it may differ.
        if markdown.contains('<') {
            prop_assert_eq!(without_space(&html), without_space(&before), "{}", markdown);
        } else {
            prop_assert_eq!(&html, &before, "{}", markdown);
        }
    }

    #[test]
    fn any_html_is_read(html in "(\\PC|<|>|\"|=|/|&|\n|<p>|</p>|<li>|<a href=\"|</|<ol start=\"3\">|<table>|<br>){0,60}") {
        let read = html::read(&html);
        assert_safe(&tree::to_json(&read), &html);
        prop_assert_eq!(html::read(&html::write(&read)), read);
    }

    #[test]
    fn no_element_slips_through(markdown in "(\\PC|<|>|\"|'|`|\\{phone\\}|javascript:|\\]\\(|\\[|\n){0,60}") {
        let rendered = render(&markdown, &values());
        assert_safe_html(&rendered.html, &markdown);
        assert_safe(&nodes(&rendered.html, &rendered.text), &markdown);
    }
}
