//! Against real servers on this machine. Names are looked up as a test says, which is all that is not real here.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, stream};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::*;

/// Answers look-ups in turn.
#[derive(Clone, Default)]
struct Names(Arc<Mutex<VecDeque<Vec<SocketAddr>>>>);

impl Names {
    fn then(self, addresses: &[&str], port: u16) -> Self {
        let all = addresses.iter().map(|ip| SocketAddr::new(ip.parse().unwrap(), port));
        self.0.lock().unwrap().push_back(all.collect());
        self
    }

    fn left(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

impl Resolve for Names {
    fn look_up<'a>(
        &'a self,
        _: &'a url::Host<String>,
        _: u16,
    ) -> BoxFuture<'a, io::Result<Vec<SocketAddr>>> {
        let next = self.0.lock().unwrap().pop_front().ok_or(io::ErrorKind::NotFound.into());
        async move { next }.boxed()
    }
}

fn web(hosts: &[String], names: Names) -> Web {
    let hosts = hosts.iter().map(|host| host.parse().unwrap()).collect();
    Web { hosts, resolve: Box::new(names), tls: Tls::default() }
}

/// A web that looks names up for real.
fn real(hosts: &[String]) -> Web {
    Web::new(hosts.iter().map(|host| host.parse().unwrap()).collect())
}

async fn serve(router: Router) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(listener, router).await });
    port
}

async fn fetch(web: &Web, url: &str) -> Result<String, FaultKind> {
    let body = web.get(Url::parse(url).unwrap(), &IndexMap::new()).await;
    body.map(|body| String::from_utf8(body.to_vec()).unwrap()).map_err(|fault| fault.kind)
}

/// Says what it is asked.
async fn echo(request: Request<Body>) -> axum::Json<Value> {
    let headers = request.headers().iter();
    let headers: serde_json::Map<_, _> =
        headers.map(|(name, value)| (name.to_string(), json!(value.to_str().unwrap()))).collect();
    axum::Json(json!({ "target": request.uri().to_string(), "headers": headers }))
}

#[tokio::test]
async fn a_get_says_who_asks_for_what() {
    let port = serve(Router::new().fallback(echo)).await;
    let web = real(&[format!("127.0.0.1:{port}")]);
    let said = fetch(&web, &format!("http://127.0.0.1:{port}/a/b?c=d%20e#f")).await.unwrap();
    let expected = json!({
        "target": "/a/b?c=d%20e",
        "headers": {
            "host": format!("127.0.0.1:{port}"),
            "accept": "application/json",
            "accept-encoding": "identity",
            "user-agent": "portico-gateway",
        },
    });
    assert_eq!(serde_json::from_str::<Value>(&said).unwrap(), expected);
}

#[tokio::test]
async fn only_listed_hosts_are_asked() {
    let port = serve(Router::new().fallback(echo)).await;
    for hosts in [vec![], vec!["127.0.0.1".to_owned()], vec![format!("localhost:{port}")]] {
        let fetched = fetch(&real(&hosts), &format!("http://127.0.0.1:{port}/")).await;
        assert_eq!(fetched, Err(FaultKind::NotAllowed), "{hosts:?}");
    }
}

#[tokio::test]
async fn a_listed_name_at_a_private_address_is_not_called() {
    let port = serve(Router::new().fallback(echo)).await;
    let url = format!("http://api.example:{port}/");
    for addresses in [
        &["127.0.0.1"] as &[&str],
        &["10.0.0.1"],
        &["169.254.169.254"],
        &["::1"],
        &["::ffff:127.0.0.1"],
        // The first would do; which one is called must not be a matter of luck.
        &["8.8.8.8", "127.0.0.1"],
    ] {
        let web = web(&[format!("api.example:{port}")], Names::default().then(addresses, port));
        assert_eq!(fetch(&web, &url).await, Err(FaultKind::NotAllowed), "{addresses:?}");
    }
    let listed = [format!("api.example:{port}=private")];
    let allowed = web(&listed, Names::default().then(&["127.0.0.1"], port));
    assert!(fetch(&allowed, &url).await.is_ok());
    let link = web(&listed, Names::default().then(&["169.254.169.254"], port));
    assert_eq!(fetch(&link, &url).await, Err(FaultKind::NotAllowed));
}

#[tokio::test]
async fn dns_that_changes_its_answer_does_not_help() {
    let good = serve(Router::new().route("/", get(|| async { "good" }))).await;
    let evil = serve(Router::new().route("/", get(|| async { "evil" }))).await;
    // Whoever looked the name up again to connect would be led elsewhere.
    let names = Names::default().then(&["127.0.0.1"], good).then(&["127.0.0.1"], evil);
    let web = web(&[format!("api.example:{good}=private")], names.clone());
    assert_eq!(fetch(&web, &format!("http://api.example:{good}/")).await.as_deref(), Ok("good"));
    assert_eq!(names.left(), 1, "it was looked up once");
}

#[tokio::test]
async fn a_redirect_is_checked_like_the_first_address() {
    let target = serve(Router::new().fallback(echo)).await;
    let to = |location: &str| {
        let location = location.to_owned();
        get(move || async move { Redirect::temporary(&location) })
    };
    let port = serve(
        Router::new()
            .route("/off-the-list", to(&format!("http://127.0.0.1:{target}/")))
            .route("/metadata", to("http://169.254.169.254/latest/meta-data/"))
            .route("/private", to(&format!("http://inside.example:{target}/")))
            .route("/file", to("file:///etc/passwd"))
            .route("/round", to("/round"))
            .route("/near", to("/there?a=b"))
            .route("/nowhere", get(|| async { StatusCode::FOUND }))
            .route("/there", get(echo)),
    )
    .await;
    let listed = [format!("api.example:{port}=private"), format!("inside.example:{target}")];
    for (path, expected) in [
        ("/off-the-list", FaultKind::NotAllowed),
        ("/metadata", FaultKind::NotAllowed),
        ("/private", FaultKind::NotAllowed),
        ("/file", FaultKind::NotAllowed),
        ("/round", FaultKind::Failed),
        ("/nowhere", FaultKind::Failed),
    ] {
        let names = (0..4).fold(Names::default(), |names, _| names.then(&["127.0.0.1"], port));
        let fetched =
            fetch(&web(&listed, names), &format!("http://api.example:{port}{path}")).await;
        assert_eq!(fetched, Err(expected), "{path}");
    }
    let names = Names::default().then(&["127.0.0.1"], port).then(&["127.0.0.1"], port);
    let fetched = fetch(&web(&listed, names), &format!("http://api.example:{port}/near")).await;
    assert!(fetched.unwrap().contains("\"/there?a=b\""));
}

#[tokio::test]
async fn secrets_go_to_their_own_origin_and_never_in_the_clear_to_the_world() {
    let other = serve(Router::new().fallback(echo)).await;
    let away = format!("http://127.0.0.1:{other}/");
    let port = serve(
        Router::new()
            .route("/", get(echo))
            .route("/away", get(move || async move { Redirect::temporary(&away) })),
    )
    .await;
    // A variable that every test has.
    let secrets = IndexMap::from([("x-key".to_owned(), "PATH".to_owned())]);
    let secret = std::env::var("PATH").unwrap();
    let private =
        real(&[format!("127.0.0.1:{port}=private"), format!("127.0.0.1:{other}=private")]);
    let get = async |web: &Web, path: &str, secrets| {
        let url = Url::parse(&format!("http://127.0.0.1:{port}{path}")).unwrap();
        web.get(url, secrets).await.map(|body| serde_json::from_slice::<Value>(&body).unwrap())
    };
    assert_eq!(get(&private, "/", &secrets).await.unwrap()["headers"]["x-key"], secret);
    assert_eq!(get(&private, "/away", &secrets).await.unwrap()["headers"].get("x-key"), None);

    let open = real(&[format!("127.0.0.1:{port}")]);
    let fault = get(&open, "/", &secrets).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotAllowed);
    let unset = IndexMap::from([("x-key".to_owned(), "PORTICO_SECRET_NOT_SET".to_owned())]);
    let fault = get(&private, "/", &unset).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotSetUp);
    assert!(!fault.internal.contains(&secret));
}

#[tokio::test]
async fn fifty_megabytes_are_cut_off_at_the_limit() {
    static SENT: AtomicUsize = AtomicUsize::new(0);
    async fn endless() -> Body {
        Body::from_stream(stream::repeat_with(|| {
            SENT.fetch_add(64 << 10, Ordering::SeqCst);
            Ok::<_, Infallible>(vec![b' '; 64 << 10])
        }))
    }
    async fn announced() -> Response {
        (
            [(header::CONTENT_LENGTH, "52428800")],
            Body::from_stream(stream::pending::<Result<Vec<u8>, Infallible>>()),
        )
            .into_response()
    }
    let port =
        serve(Router::new().route("/endless", get(endless)).route("/announced", get(announced)))
            .await;
    let web = real(&[format!("127.0.0.1:{port}")]);
    for path in ["endless", "announced"] {
        let fetched = fetch(&web, &format!("http://127.0.0.1:{port}/{path}")).await;
        assert_eq!(fetched, Err(FaultKind::TooLarge), "{path}");
    }
    // What the limit is, and what was on its way.
    assert!(SENT.load(Ordering::SeqCst) < 24 << 20, "{SENT:?}");
}

#[tokio::test]
async fn what_a_service_answers_is_a_kind_of_failure() {
    async fn status(axum::extract::Path(code): axum::extract::Path<u16>) -> StatusCode {
        StatusCode::from_u16(code).unwrap()
    }
    let packed = get(|| async { ([(header::CONTENT_ENCODING, "gzip")], "[]") });
    let port = serve(Router::new().route("/{code}", get(status)).route("/x/packed", packed)).await;
    let web = real(&[format!("127.0.0.1:{port}")]);
    for (path, expected) in [
        ("500", FaultKind::Failed),
        ("503", FaultKind::Failed),
        ("429", FaultKind::Failed),
        ("204", FaultKind::Failed),
        ("400", FaultKind::Refused),
        ("404", FaultKind::Refused),
        ("401", FaultKind::NotSetUp),
        ("403", FaultKind::NotSetUp),
        ("x/packed", FaultKind::Shape),
    ] {
        let fetched = fetch(&web, &format!("http://127.0.0.1:{port}/{path}")).await;
        assert_eq!(fetched, Err(expected), "{path}");
    }
}

#[tokio::test]
async fn nobody_there_and_nobody_proven() {
    let port = serve(Router::new().fallback(echo)).await;
    let web = real(&[format!("127.0.0.1:{port}"), "127.0.0.1:1".into(), "no.invalid".into()]);
    for url in [
        "http://127.0.0.1:1/".to_owned(),
        "http://no.invalid/".to_owned(),
        // No TLS is spoken there.
        format!("https://127.0.0.1:{port}/"),
    ] {
        assert_eq!(fetch(&web, &url).await, Err(FaultKind::Unreachable), "{url}");
    }
}
