use percent_encoding::percent_decode_str;

/// The file a path names, relative to the folder; `None` = it names none that is served.
pub(super) fn relative(path: &str) -> Option<String> {
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    let trimmed = decoded.strip_prefix('/')?;
    let safe = trimmed.split('/').all(|part| {
        !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', '\0', ':'])
    });
    // Files at the root that tell static hosts what to do are not for browsers.
    let for_hosts = matches!(trimmed, "_headers" | "_redirects");
    // The compressed twin of a file is no file of its own.
    (safe && !for_hosts && !trimmed.ends_with(".br")).then(|| trimmed.to_owned())
}

/// A name that holds a hash of the content: what it stands for never changes.
pub(super) fn is_immutable(relative: &str) -> bool {
    if relative.starts_with("catalog/w/") || relative.starts_with("catalog/i/") {
        return true;
    }
    let name = relative.rsplit('/').next().unwrap_or_default();
    // The id of a run may look like a hash; a page's address has no extension that we serve.
    let Some((stem, _)) = name.rsplit_once('.').filter(|_| media_type(name) != BINARY) else {
        return false;
    };
    stem.split(['-', '_', '.']).any(|part| {
        part.len() >= 12
            && part.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
            && part.bytes().any(|b| b.is_ascii_digit())
    })
}

/// The media type of a file whose extension says nothing.
const BINARY: &str = "application/octet-stream";

/// The media type of a file, by its extension.
pub(super) fn media_type(relative: &str) -> &'static str {
    match relative.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => BINARY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_in_the_folder() {
        for (path, expected) in [
            ("/app.js", Some("app.js")),
            ("/catalog/w/x.json", Some("catalog/w/x.json")),
            ("/a%20b.js", Some("a b.js")),
            ("/", None),
            ("/../secret", None),
            ("/%2e%2e/secret", None),
            ("/..%2fsecret", None),
            ("/a/..%5c..%5csecret", None),
            ("//etc/passwd", None),
            ("/%2fetc/passwd", None),
            ("/.git/config", None),
            ("/a%00b", None),
            ("/%ff", None),
            ("/app.js.br", None),
            ("/_headers", None),
            ("/%5Fredirects", None),
            ("/guides/_headers", Some("guides/_headers")),
        ] {
            assert_eq!(relative(path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn only_hashed_names_are_kept_for_ever() {
        for (name, expected) in [
            ("portico-app-1b2c3d4e5f607182.js", true),
            ("portico-app-1b2c3d4e5f607182_bg.wasm", true),
            ("catalog/w/abc.json", true),
            ("catalog/i/abcdef.png", true),
            ("portico-validator.js", false),
            ("index.html", false),
            ("config.json", false),
            ("catalog/first.json", false),
            ("facade.js", false),
            ("runs/0f8c2d1e-7a41-4c5b-9d3e-a1b2c3d4e5f6", false),
            ("runs/delete.table-202611210830", false),
        ] {
            assert_eq!(is_immutable(name), expected, "{name}");
        }
    }
}
