//! Everything outside /api

use axum::body::Body;
use axum::http::header;

use crate::support::{Answer, Client, Folders, Names, gateway};

const HASHED: &str = "portico-app-1b2c3d4e5f607182_bg.wasm";

async fn portal() -> (Client, Folders) {
    let folders =
        Folders::new(&Names { namespace: "one-stage".into(), endpoint: "one-stage".into() });
    for (name, text) in [
        ("index.html", "<!doctype html>the page"),
        (HASHED, "plain"),
        (&*format!("{HASHED}.br"), "squeezed"),
        ("boot.js", "boot()"),
        ("_headers", "/*\n  x-frame-options: DENY\n"),
        ("catalog/w/abc.json", "{}"),
    ] {
        folders.put(&format!("dist/{name}"), text);
    }
    folders.put("secret.txt", "secret");
    (serving(&folders).await, folders)
}

async fn serving(folders: &Folders) -> Client {
    let dist = folders.path().join("dist");
    gateway(folders, &["--temporal-address", "127.0.0.1:1", "--portal", dist.to_str().unwrap()])
        .await
}

async fn get(gateway: &Client, path: &str, name: header::HeaderName, value: &str) -> Answer {
    gateway
        .send(gateway.request("GET", path).header(name, value).body(Body::empty()).unwrap())
        .await
}

#[tokio::test]
async fn unknown_addresses_are_the_apps() {
    let (gateway, _folders) = portal().await;
    for path in [
        "/",
        "/runs",
        "/runs/a%2Fb",
        "/runs/0f8c2d1e-7a41-4c5b-9d3e-a1b2c3d4e5f6",
        "/runs/nightly-202611210830",
        "/workflows/one/Echo",
        "/nothing.txt",
        "/index.html",
    ] {
        let answer = gateway.by_nobody().get(path).await;
        assert_eq!(
            (answer.status.as_u16(), &*answer.text),
            (200, "<!doctype html>the page"),
            "{path}"
        );
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{path}");
    }
    // What tells static hosts what to do is no page and no file.
    let headers = gateway.get("/_headers").await;
    assert_eq!(headers.text, "<!doctype html>the page");
    // A hashed file that is gone is gone: the page in its place would be run as a script.
    gateway.get("/portico-app-ffffffffffff0000.js").await.is_error(404, "unknown_path");
}

#[tokio::test]
async fn hashed_files_are_kept_for_ever_and_come_compressed() {
    let (gateway, _folders) = portal().await;
    let path = format!("/{HASHED}");
    for (accepts, text, encoding) in [
        ("gzip, br", "squeezed", "br"),
        ("br;q=1.0", "squeezed", "br"),
        ("br;q=0", "plain", ""),
        ("gzip", "plain", ""),
    ] {
        let answer = get(&gateway, &path, header::ACCEPT_ENCODING, accepts).await;
        assert_eq!(
            (&*answer.text, answer.header("content-encoding")),
            (text, encoding),
            "{accepts}"
        );
        assert_eq!(answer.header("content-type"), "application/wasm");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(answer.header("vary"), "accept-encoding");
    }
    assert!(gateway.get("/catalog/w/abc.json").await.header("cache-control").contains("immutable"));
}

#[tokio::test]
async fn the_rest_is_revalidated() {
    let (gateway, folders) = portal().await;
    let answer = gateway.get("/boot.js").await;
    assert_eq!(answer.header("cache-control"), "no-cache");
    let tag = answer.header("etag").to_owned();
    assert_eq!(get(&gateway, "/boot.js", header::IF_NONE_MATCH, &tag).await.status, 304);
    folders.put("dist/boot.js", "boot_differently()");
    assert_eq!(
        get(&gateway, "/boot.js", header::IF_NONE_MATCH, &tag).await.text,
        "boot_differently()"
    );
}

#[tokio::test]
async fn nothing_outside_the_folder_is_served() {
    let (gateway, _folders) = portal().await;
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/x/..%2f..%2fsecret.txt",
        "/%2fetc/passwd",
    ] {
        let answer = gateway.get(path).await;
        assert!(
            !answer.text.contains("secret") && !answer.text.contains("root:"),
            "{path}: {}",
            answer.text
        );
    }
}

#[tokio::test]
async fn the_config_is_never_kept() {
    let (gateway, folders) = portal().await;
    let own = gateway.get("/config.json").await;
    assert_eq!(own.header("cache-control"), "no-store");
    assert_eq!(own.is(200)["environments"][0]["name"], "local");
    folders.put("dist/config.json", r#"{"environments":[],"default":"prod"}"#);
    assert_eq!(gateway.get("/config.json").await.is(200)["default"], "prod");
}

#[tokio::test]
async fn a_picture_that_is_newer_than_the_portal_comes_from_beside_its_guide() {
    let (_, folders) = portal().await;
    folders.put("guides/one/dot.gif", "GIF89a dot");
    folders.put("guides/one/echo.md", "![A dot](dot.gif)\n");
    let gateway = serving(&folders).await;
    let echo = gateway.get("/api/v1/workflows/one/Echo").await.is(200);
    let html = echo["guide"]["html"].as_str().unwrap();
    let address = html.split("src=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let answer = gateway.by_nobody().get(address).await;
    assert_eq!((answer.status.as_u16(), &*answer.text), (200, "GIF89a dot"), "{address}");
    assert_eq!(answer.header("content-type"), "image/gif");
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(answer.header("content-security-policy").contains("default-src 'none'"));
    // Another content has another name.
    folders.put("guides/one/dot.gif", "GIF89a another");
    gateway.get(address).await.is_error(404, "unknown_path");
    gateway.get("/catalog/i/0000000000000000.gif").await.is_error(404, "unknown_path");
}
