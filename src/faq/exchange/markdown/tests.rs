use std::collections::BTreeMap;

use proptest::prelude::*;

use super::of_html;
use crate::faq::render::render;

fn check(html: &str, markdown: &str, lost: &[&str]) {
    let (made, told) = of_html(html);
    assert_eq!(made, markdown, "{html}");
    assert_eq!(told, lost, "{html}");
}

#[test]
fn headings_lists_tables_links_and_pictures_stay() {
    check(
        "<h2>Warm <b>up</b></h2><p>First&nbsp;line<br>second   <em>line </em>.</p>",
        "## Warm **up**\n\nFirst line\\\nsecond *line* .",
        &[],
    );
    check("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul>", "- a\n  - b\n- c", &[]);
    check("<ol start=\"3\"><li>a<li><p>b</p><p>c</p></ol>", "3. a\n\n4. b\n\n   c", &[]);
    check(
        "<table><caption>Times</caption><tbody><tr><th>Plug</th><th>Hours</th></tr><tr><td>3-pin|13 A</td><td><p>30</p><p>at night</p></td></tr></tbody></table>",
        "**Times**\n\n| Plug | Hours |\n| --- | --- |\n| 3-pin\\|13 A | 30<br>at night |",
        &[],
    );
    check(
        "<p><a href=\"https://example.com/a (b)\">the <i>page</i> </a>, <a href=\"tel:+8801\">call</a> <img src=\"https://example.com/p.png\" alt=\"A plug\"></p>",
        "[the *page*](https://example.com/a%20%28b%29) , [call](tel:+8801) ![A plug](https://example.com/p.png)",
        &[],
    );
    check("<blockquote>a<p>b</p></blockquote><pre><code>x = `1`\ny</code></pre><hr>", "> a\n>\n> b\n\n```\nx = `1`\ny\n```\n\n---", &[]);
    check("<div>a<div>b</div>c</div><dl><dt>d<dd>e</dl>", "a\n\nb\n\nc\n\n**d**\n\ne", &[]);
    check(
        "<p># no heading</p><p>1. no list</p><p>- none</p><p>2 * 3 * 4 &lt;b&gt; a_b_c</p>",
        "\\# no heading\n\n1\\. no list\n\n\\- none\n\n2 \\* 3 \\* 4 \\<b\\> a\\_b\\_c",
        &[],
    );
    check("<table><tr><td>a frame<p>around</p></td></tr></table>", "a frame\n\naround", &[]);
}

#[test]
fn what_cannot_stay_is_told() {
    check("<p>a<script>alert('<p>')</script>b</p><style>p{}</style>", "ab", &["a script is left out"]);
    check(
        "<iframe src=\"//video.example/v/1\"></iframe>",
        "[https://video.example/v/1](https://video.example/v/1)",
        &["<iframe> is now a link: https://video.example/v/1"],
    );
    check(
        "<a href=\"/hc/en-us/articles/1\">here</a><a href=\"javascript:x()\">there</a><a href=\"#top\">up</a>",
        "herethereup",
        &[
            "a link leads nowhere outside of the old help centre, and its words are kept: /hc/en-us/articles/1",
            "a link leads nowhere outside of the old help centre, and its words are kept: javascript:x()",
        ],
    );
    check(
        "<img src=\"data:image/png;base64,AAAA\" alt=\"A lamp\">",
        "A lamp",
        &["a picture that is nowhere in the web is left out, and its description is kept: data:image/png;base64,AAAA"],
    );
    check(
        "<table><tr><td colspan=2>a<tr><td>b<td>c</table>",
        "| a |  |\n| --- | --- |\n| b | c |",
        &["a cell of a table goes over several: it now stands in the first"],
    );
}

#[test]
fn what_is_made_is_shown_as_it_was() {
    let html = "<h2>Charging</h2><ul><li>one<ul><li>two</li></ul></li></ul><table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td><b>d</b></td></tr></table>\
                <p>x <strong>y</strong> <a href=\"https://example.com\">z</a> 1 &lt; 2 &amp;amp;</p>";
    let shown = render(&of_html(html).0, &BTreeMap::new()).html;
    for part in [
        "<h2>Charging</h2>",
        "<li>one\n<ul>\n<li>two</li>",
        "<th>a</th>",
        "<td><strong>d</strong></td>",
        "<strong>y</strong>",
        "<a href=\"https://example.com",
        "1 &lt; 2 &amp;amp;",
    ] {
        assert!(shown.contains(part), "{part} is not in {shown}");
    }
}

#[test]
fn deep_html_ends() {
    let (markdown, _) = of_html(&format!("{}x{}", "<div><blockquote><ul><li>".repeat(5_000), "</li>".repeat(100)));
    assert!(markdown.contains('x'));
    of_html(&"<script>".repeat(10_000));
    of_html(&"<script></script>".repeat(10_000));
}

proptest! {
    #[test]
    fn text_stays_text(text in "[a-zқে #*_`|\\\\<>{}()\\[\\]!~=+.&0-9-]{0,40}") {
        let html: String = text.chars().map(|c| match c { '<' => "&lt;".to_owned(), '>' => "&gt;".to_owned(), '&' => "&amp;".to_owned(), c => c.to_string() }).collect();
        let (markdown, lost) = of_html(&format!("<p>x {html} x</p>"));
        prop_assert!(lost.is_empty());
        let words: Vec<&str> = text.split_whitespace().collect();
        let shown = render(&markdown, &BTreeMap::new()).text;
        let expected: Vec<&str> = ["x"].into_iter().chain(words).chain(["x"]).collect();
        prop_assert_eq!(shown.split_whitespace().collect::<Vec<_>>(), expected, "{}", markdown);
    }

    #[test]
    fn nothing_panics(html in "(<(p|li|ul|table|td|tr|b|a href=\"x\"|img|pre|script|h9)>|</(p|li|ul|table|td|b|a)>|\\PC{0,4}|<br|&){0,30}") {
        of_html(&html);
    }
}
