"""The elements of HTML by what they do to words."""

from __future__ import annotations

DROPPED = frozenset(
    (
        "audio",
        "canvas",
        "datalist",
        "embed",
        "iframe",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "rp",
        "script",
        "style",
        "svg",
        "template",
        "title",
        "video",
    )
)
LINES = frozenset(("dd", "dt", "li", "option", "tr"))
"""Each begins on the next line."""
BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "details"),
        *("dialog", "dir", "div", "dl", "fieldset", "figcaption", "figure", "footer", "form"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "legend"),
        *("listing", "main", "menu", "nav", "ol", "p", "plaintext", "pre", "search", "section"),
        *("summary", "table", "ul", "xmp"),
        *LINES,
    )
)
"""Each stands on lines of its own."""
LISTS = frozenset(("dir", "menu", "ol", "ul"))
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
AS_TYPED = frozenset(("listing", "plaintext", "pre", "textarea", "xmp"))
MARKS = {"q": ("\u201c", "\u201d"), "rt": ("(", ")")}
NOT_INLINE = BLOCKS | AS_TYPED | frozenset(("br", "ins", "td", "th", *MARKS))
"""What means more than its words, even without a style."""
