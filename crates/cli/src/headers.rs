//! `_headers`, which static hosts such as Netlify and Cloudflare Pages read: the CSP and what may be cached.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use portico_contract::csp;
use portico_contract::http::PortalConfig;

/// Writes `_headers` for the portal in `folder`, with the gateways its `config.json` names.
pub(crate) fn write(folder: &Path) -> Result<()> {
    let config = folder.join("config.json");
    let text = fs::read_to_string(&config).with_context(|| format!("read {}", config.display()))?;
    let config: PortalConfig =
        serde_json::from_str(&text).with_context(|| format!("understand {}", config.display()))?;
    let mut names: Vec<String> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_>>()?;
    names.sort();
    let path = folder.join("_headers");
    fs::write(&path, headers(&config, &names)).with_context(|| format!("write {}", path.display()))
}

fn headers(config: &PortalConfig, names: &[String]) -> String {
    let gateways = config.environments.iter().map(|environment| environment.gateway.as_str());
    let mut text = format!(
        "/*\n  Content-Security-Policy: {}\n  X-Content-Type-Options: nosniff\n  \
         Referrer-Policy: no-referrer\n  Cache-Control: no-cache\n/config.json\n  ! Cache-Control\n  \
         Cache-Control: no-store\n",
        csp::policy(gateways)
    );
    let hashed = names.iter().filter(|name| has_hash(name) && !name.ends_with(".br"));
    for path in hashed
        .map(|name| format!("/{name}"))
        .chain(["/catalog/w/*".to_owned(), "/catalog/i/*".to_owned()])
    {
        text.push_str(&path);
        text.push_str(
            "\n  ! Cache-Control\n  Cache-Control: public, max-age=31536000, immutable\n",
        );
    }
    text
}

/// Whether Trunk put a hash of the content into the name: `<stem>-<16 hex digits>[_bg].<ending>`.
fn has_hash(name: &str) -> bool {
    name.split(['-', '_', '.'])
        .any(|part| part.len() == 16 && part.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_cached_for_good() {
        let config = serde_json::from_str(
            r#"{"environments": [{"name": "prod", "gateway": "https://gateway.example.com"}], "default": "prod"}"#,
        )
        .unwrap();
        let names = ["app-0123456789abcdef.js", "app-0123456789abcdef_bg.wasm", "boot.js"]
            .map(str::to_owned);
        insta::assert_snapshot!(headers(&config, &names), @r"
        /*
          Content-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self' https://gateway.example.com; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
          X-Content-Type-Options: nosniff
          Referrer-Policy: no-referrer
          Cache-Control: no-cache
        /config.json
          ! Cache-Control
          Cache-Control: no-store
        /app-0123456789abcdef.js
          ! Cache-Control
          Cache-Control: public, max-age=31536000, immutable
        /app-0123456789abcdef_bg.wasm
          ! Cache-Control
          Cache-Control: public, max-age=31536000, immutable
        /catalog/w/*
          ! Cache-Control
          Cache-Control: public, max-age=31536000, immutable
        /catalog/i/*
          ! Cache-Control
          Cache-Control: public, max-age=31536000, immutable
        ");
    }
}
