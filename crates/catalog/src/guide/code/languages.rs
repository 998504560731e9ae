/// What is needed to tell the pieces of a language apart.
pub(super) struct Language {
    /// What it is called after the fence.
    names: &'static [&'static str],
    /// What begins a comment that ends with its line.
    pub(super) comments: &'static [&'static str],
    /// What begins and ends a comment over lines; two bytes each.
    pub(super) block: Option<(&'static str, &'static str)>,
    /// Quotes, the longer before the shorter.
    pub(super) quotes: &'static [Quote],
    /// Keywords.
    pub(super) words: &'static [&'static str],
    /// Words that are values.
    pub(super) values: &'static [&'static str],
    /// Words are the same in capitals.
    any_case: bool,
    /// A quoted text before a colon is a key.
    pub(super) quoted_keys: bool,
    /// A word at the beginning of a line, before a colon, is a key.
    pub(super) plain_keys: bool,
    /// Words hold dashes.
    pub(super) dashes: bool,
}

/// A kind of quoted text.
pub(super) struct Quote {
    /// What begins and ends it.
    pub(super) mark: &'static str,
    /// A backslash keeps the next character in it.
    pub(super) escapes: bool,
    /// It may go over lines.
    pub(super) lines: bool,
}

const fn quote(mark: &'static str) -> Quote {
    Quote { mark, escapes: true, lines: false }
}

const fn long(mark: &'static str) -> Quote {
    Quote { mark, escapes: true, lines: true }
}

const fn raw(mark: &'static str) -> Quote {
    Quote { mark, escapes: false, lines: true }
}

impl Language {
    /// Whether a word is one of these.
    pub(super) fn has(&self, words: &[&str], word: &str) -> bool {
        words
            .iter()
            .any(|known| *known == word || self.any_case && known.eq_ignore_ascii_case(word))
    }
}

/// The language of a name.
pub(super) fn language(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.names.contains(&name))
}

const NONE: Language = Language {
    names: &[],
    comments: &[],
    block: None,
    quotes: &[],
    words: &[],
    values: &[],
    any_case: false,
    quoted_keys: false,
    plain_keys: false,
    dashes: false,
};

static LANGUAGES: [Language; 10] = [
    Language {
        names: &["json", "jsonc", "json5"],
        comments: &["//"],
        quotes: &[quote("\"")],
        values: &["true", "false", "null"],
        quoted_keys: true,
        ..NONE
    },
    Language {
        names: &["yaml", "yml"],
        comments: &["#"],
        quotes: &[quote("\""), raw("'")],
        values: &["true", "false", "null"],
        quoted_keys: true,
        plain_keys: true,
        dashes: true,
        ..NONE
    },
    Language {
        names: &["sh", "bash", "shell", "zsh", "console"],
        comments: &["#"],
        quotes: &[long("\""), raw("'")],
        words: &[
            "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case",
            "esac", "in", "function", "return", "export", "local", "set", "exit",
        ],
        dashes: true,
        ..NONE
    },
    Language {
        names: &["python", "py"],
        comments: &["#"],
        quotes: &[long("\"\"\""), long("'''"), quote("\""), quote("'")],
        words: &[
            "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
            "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in",
            "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
            "with", "yield",
        ],
        values: &["True", "False", "None"],
        ..NONE
    },
    Language {
        names: &["rust", "rs"],
        comments: &["//"],
        block: Some(("/*", "*/")),
        quotes: &[long("\"")],
        words: &[
            "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum",
            "extern", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move",
            "mut", "pub", "ref", "return", "self", "Self", "static", "struct", "super", "trait",
            "type", "unsafe", "use", "where", "while",
        ],
        values: &["true", "false"],
        ..NONE
    },
    Language {
        names: &["js", "javascript", "mjs", "ts", "typescript", "jsx", "tsx"],
        comments: &["//"],
        block: Some(("/*", "*/")),
        quotes: &[quote("\""), quote("'"), long("`")],
        words: &[
            "as",
            "async",
            "await",
            "break",
            "case",
            "catch",
            "class",
            "const",
            "continue",
            "default",
            "delete",
            "do",
            "else",
            "export",
            "extends",
            "finally",
            "for",
            "from",
            "function",
            "if",
            "import",
            "in",
            "instanceof",
            "interface",
            "let",
            "new",
            "of",
            "return",
            "static",
            "super",
            "switch",
            "this",
            "throw",
            "try",
            "type",
            "typeof",
            "var",
            "void",
            "while",
            "yield",
        ],
        values: &["true", "false", "null", "undefined"],
        ..NONE
    },
    Language {
        names: &["go", "golang"],
        comments: &["//"],
        block: Some(("/*", "*/")),
        quotes: &[quote("\""), quote("'"), raw("`")],
        words: &[
            "break",
            "case",
            "chan",
            "const",
            "continue",
            "default",
            "defer",
            "else",
            "fallthrough",
            "for",
            "func",
            "go",
            "goto",
            "if",
            "import",
            "interface",
            "map",
            "package",
            "range",
            "return",
            "select",
            "struct",
            "switch",
            "type",
            "var",
        ],
        values: &["true", "false", "nil", "iota"],
        ..NONE
    },
    Language {
        names: &["sql", "postgresql", "mysql", "sqlite"],
        comments: &["--"],
        block: Some(("/*", "*/")),
        quotes: &[raw("'"), raw("\"")],
        words: &[
            "add",
            "all",
            "alter",
            "and",
            "as",
            "asc",
            "begin",
            "between",
            "by",
            "case",
            "commit",
            "create",
            "delete",
            "desc",
            "distinct",
            "drop",
            "else",
            "end",
            "exists",
            "from",
            "grant",
            "group",
            "having",
            "in",
            "index",
            "inner",
            "insert",
            "into",
            "is",
            "join",
            "key",
            "left",
            "like",
            "limit",
            "not",
            "offset",
            "on",
            "or",
            "order",
            "outer",
            "primary",
            "references",
            "revoke",
            "right",
            "rollback",
            "select",
            "set",
            "table",
            "then",
            "union",
            "unique",
            "update",
            "values",
            "view",
            "when",
            "where",
            "with",
        ],
        values: &["true", "false", "null"],
        any_case: true,
        ..NONE
    },
    Language {
        names: &["toml", "ini"],
        comments: &["#"],
        quotes: &[long("\"\"\""), raw("'''"), quote("\""), raw("'")],
        values: &["true", "false"],
        dashes: true,
        ..NONE
    },
    Language {
        names: &["hcl", "terraform", "tf"],
        comments: &["#", "//"],
        block: Some(("/*", "*/")),
        quotes: &[quote("\"")],
        words: &[
            "data",
            "for",
            "for_each",
            "if",
            "in",
            "locals",
            "module",
            "output",
            "provider",
            "resource",
            "terraform",
            "variable",
        ],
        values: &["true", "false", "null"],
        ..NONE
    },
];
