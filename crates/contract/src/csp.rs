//! The Content-Security-Policy, written in one place for the gateway's header and for static hosts.

/// The policy of a portal that calls these gateways besides its own origin.
///
/// `gateways` are the origins of config.json; the empty string means "same origin" and adds nothing.
/// An entry that could smuggle in another directive (white space, `;`, `,`) is left out.
///
/// ```
/// let policy = portico_contract::csp::policy(["", "https://gateway.example.com"]);
/// assert!(policy.contains("connect-src 'self' https://gateway.example.com;"));
/// ```
pub fn policy<'a>(gateways: impl IntoIterator<Item = &'a str>) -> String {
    let mut connect = String::from("'self'");
    for gateway in gateways {
        let clean = !gateway.contains(|c: char| c.is_whitespace() || c == ';' || c == ',');
        if !gateway.is_empty() && clean {
            connect.push(' ');
            connect.push_str(gateway);
        }
    }
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src {connect}; worker-src 'self'; \
         manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::policy;

    #[test]
    fn gateways_are_allowed_and_nothing_else_is() {
        let policy = policy(["", "https://gw.example.com", "https://x; script-src *"]);
        assert!(policy.contains("connect-src 'self' https://gw.example.com;"), "{policy}");
        assert!(!policy.contains("script-src *"), "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
    }
}
